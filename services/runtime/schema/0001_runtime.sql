-- SPDX-License-Identifier: MPL-2.0
-- What every service has: its journal, the replies it gave, its timers, and who may be read.
-- Run by the owner role. The app role can append to the journal and read it, nothing else.

-- One row per transaction. A second writer meets the primary key and stops.
CREATE TABLE journal (
    part      integer NOT NULL,
    tx_no     bigint  NOT NULL,
    epoch     bigint  NOT NULL,                                     -- rises at each takeover
    first_seq bigint  NOT NULL,
    last_seq  bigint  NOT NULL,                                     -- first_seq - 1: no events
    chain     bytea   NOT NULL CHECK (octet_length(chain) = 32),    -- after last_seq
    cursors   bytea   NOT NULL,                                     -- into the feeds it reads
    batch_id  uuid    NOT NULL,                                     -- answers "was it committed?"
    at_us     bigint  NOT NULL,
    PRIMARY KEY (part, tx_no),
    CHECK (last_seq >= first_seq - 1)
);
-- The row that holds a seq is the first with last_seq >= seq, then the lowest tx_no.
CREATE INDEX journal_last_seq ON journal (part, last_seq, tx_no);

CREATE TABLE event (
    part    integer NOT NULL,
    seq     bigint  NOT NULL,
    tx_no   bigint  NOT NULL,
    type    text    NOT NULL,
    subject uuid    NOT NULL,
    root    uuid    NOT NULL,                                       -- zero: of no request
    keys    bytea   NOT NULL,                                       -- ids of the keys it was sealed with
    -- The frame as it is sent. lz4: the default way of compressing is a tenth of the server's work.
    body    bytea   COMPRESSION lz4 NOT NULL CHECK (octet_length(body) <= 65536),
    PRIMARY KEY (part, seq)
);
CREATE INDEX event_root ON event (root, seq)
    WHERE root <> '00000000-0000-0000-0000-000000000000';

-- Replies by command, one partition per UTC day of the command's UUIDv7, so that old days are dropped
-- whole. A command older than the horizon is never executed.
CREATE TABLE command (
    client text     NOT NULL,
    id     uuid     NOT NULL,
    digest bytea    NOT NULL CHECK (octet_length(digest) = 32),     -- of what was asked
    status smallint NOT NULL,
    reply  bytea    NOT NULL,
    at_us  bigint   NOT NULL,
    PRIMARY KEY (client, id)
) PARTITION BY RANGE (id);

CREATE TABLE horizon (
    one    boolean PRIMARY KEY DEFAULT true CHECK (one),
    oldest uuid    NOT NULL
);
INSERT INTO horizon (oldest) VALUES ('00000000-0000-0000-0000-000000000000');

CREATE TABLE timer (
    name   text   NOT NULL,
    key    uuid   NOT NULL,
    due_us bigint NOT NULL,
    data   bytea  NOT NULL,
    PRIMARY KEY (name, key)
);
CREATE INDEX timer_due ON timer (due_us);

-- Events that wait for an operator, with all later ones of their story.
CREATE TABLE parked (
    origin   smallint NOT NULL,                                     -- the owner whose feed it came from
    seq      bigint   NOT NULL,
    story    uuid     NOT NULL,
    reason   text     NOT NULL,
    sqlstate text     NOT NULL,
    attempts integer  NOT NULL,
    body     bytea    NOT NULL,
    at_us    bigint   NOT NULL,
    PRIMARY KEY (origin, seq)
);
CREATE INDEX parked_story ON parked (story);

-- Keys of sealed fields. An erased person's row stays, without its secret, so that no new key is made.
CREATE TABLE person_key (
    person uuid    PRIMARY KEY,
    secret bytea   NOT NULL,
    erased boolean NOT NULL DEFAULT false,
    at_us  bigint  NOT NULL,
    CHECK (octet_length(secret) = CASE WHEN erased THEN 0 ELSE 32 END)
);

-- Who this database is. Renewed by the operator when a backup is restored.
CREATE TABLE incarnation (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    id  uuid    NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO incarnation DEFAULT VALUES;

-- The lowest UUIDv7 of a UTC day: 48 bits of milliseconds, then zeros.
CREATE FUNCTION first_id_of_day(day date) RETURNS uuid
    LANGUAGE sql IMMUTABLE STRICT
    RETURN rpad(lpad(to_hex((day - date '1970-01-01')::bigint * 86400000), 12, '0'), 32, '0')::uuid;

-- Makes the partitions of command for the days from_day to to_day, both included; returns how many
-- were missing. Runs as the owner: the app role cannot make tables.
CREATE FUNCTION ensure_command_partitions(from_day date, to_day date) RETURNS integer
    LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    day  date;
    name text;
    made integer := 0;
BEGIN
    IF to_day - from_day > 400 THEN
        RAISE EXCEPTION 'at most 400 days at once';
    END IF;
    FOR i IN 0 .. to_day - from_day LOOP
        day := from_day + i;
        name := 'command_' || to_char(day, 'YYYYMMDD');
        IF to_regclass(name) IS NULL THEN
            EXECUTE format('CREATE TABLE %I PARTITION OF command FOR VALUES FROM (%L) TO (%L)',
                           name, first_id_of_day(day), first_id_of_day(day + 1));
            made := made + 1;
        END IF;
    END LOOP;
    RETURN made;
END $$;

-- Moves the horizon up to the beginning of a day, never down, and drops the partitions that lie wholly
-- before it; returns how many. It does not wait long for a reader: the next call drops what is left.
CREATE FUNCTION advance_horizon(oldest_day date) RETURNS integer
    LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = public, pg_temp
    SET lock_timeout = '2s' AS $$
DECLARE
    name    text;
    dropped integer := 0;
BEGIN
    UPDATE horizon SET oldest = first_id_of_day(oldest_day)
     WHERE oldest < first_id_of_day(oldest_day);
    FOR name IN
        SELECT child.relname FROM pg_inherits
          JOIN pg_class child ON child.oid = inhrelid
         WHERE inhparent = 'command'::regclass
           AND first_id_of_day(to_date(right(child.relname, 8), 'YYYYMMDD') + 1)
               <= (SELECT oldest FROM horizon)
    LOOP
        EXECUTE format('DROP TABLE %I', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

REVOKE ALL ON FUNCTION first_id_of_day(date), ensure_command_partitions(date, date),
    advance_horizon(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION first_id_of_day(date), ensure_command_partitions(date, date),
    advance_horizon(date) TO :app_role;

GRANT SELECT, INSERT ON journal, event, command TO :app_role;
GRANT SELECT, INSERT, UPDATE, DELETE ON timer, parked TO :app_role;
GRANT SELECT, INSERT, UPDATE ON person_key TO :app_role;
GRANT SELECT ON horizon, incarnation TO :app_role;
