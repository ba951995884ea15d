/* SPDX-License-Identifier: MPL-2.0 */
/* Sockets: one ROUTER that serves, DEALERs that read feeds, single frames only, CURVE always. */
#ifndef ENTRAIDE_RUNTIME_BUS_H
#define ENTRAIDE_RUNTIME_BUS_H

#include <zmq.h>

#include "runtime/zap.h"

enum { PEER_SIZE_MAX = 255 };

/* A CURVE key pair in Z85. */
struct key_pair {
    char public_key[KEY_TEXT_SIZE];
    char secret_key[KEY_TEXT_SIZE];
};

/* Reads the line `secret-key = "<40 characters>"` of a certificate file (ZPL, as CZMQ writes it); the
   public key is computed. -1 with a text in ret_error. */
int key_pair_load(const char *path, struct key_pair *ret_pair, char ret_error[200]);

/* A frame that came in. bus_frame_clear gives its memory back. */
struct bus_frame {
    uint8_t peer_bytes[PEER_SIZE_MAX];
    struct view peer; /* routing id; only from a ROUTER */
    zmq_msg_t message;
    struct view frame;
    const char *user; /* the sender's public key as authenticated; only from a ROUTER */
};

enum bus_receipt { BUS_NOTHING, BUS_FRAME, BUS_DROPPED };

/* The serving socket, not bound; bus_bind lets it in. NULL never: options are ours. */
void *bus_server(void *zmq_context, const struct key_pair *pair);

/* 0, or -1 with errno of zmq. */
int bus_bind(void *socket, const char *endpoint);

/* A socket that reads one feed from one endpoint. NULL when the endpoint is not one. */
void *bus_dealer(void *zmq_context, const struct key_pair *own, const char *server_key,
                 const char *endpoint);

/* The next frame. BUS_DROPPED: something else than a single frame was there and is gone, or one of a
   peer that chose its routing id itself. */
enum bus_receipt bus_receive_routed(void *router, struct bus_frame *ret_frame);
enum bus_receipt bus_receive(void *dealer, struct bus_frame *ret_frame);
void bus_frame_clear(struct bus_frame *frame);

/* The descriptor of the connection that the frame came over, or -1. */
int bus_frame_descriptor(const struct bus_frame *frame);

/* Sends without waiting. false: the peer is gone or its queue is full; nothing was sent. */
bool bus_send_routed(void *router, struct view peer, struct view frame);
bool bus_send(void *dealer, struct view frame);

/* Tells of connections that fail before their key is looked at: no CURVE, or not even ZeroMQ. To be
   closed before the router, which tells them. */
void *bus_monitor(void *zmq_context, void *router);
bool bus_monitor_next(void *monitor); /* one more has failed */
void bus_monitor_close(void *router, void *monitor);

/* Could bus_send succeed now. */
bool bus_writable(void *dealer);

/* Shows that a server socket with our options refuses an unknown key and accepts a known one. -1 with
   the reason: then nothing may be served. */
int bus_self_test(void *zmq_context, zap_t *zap, char ret_error[200]);

#endif
