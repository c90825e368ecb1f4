/* An OTR peer on libotr for the tests: lines in, lines out, every argument hexadecimal; and libotr's own times for the bench.
 * cc peer.c -lotr -lgcrypt.  Each command's answer ends with "done STATE VERSION FINGERPRINT". */
#include <libotr/proto.h>
#include <libotr/userstate.h>
#include <libotr/privkey.h>
#include <libotr/tlv.h>
#include <libotr/instag.h>
#include <libotr/message.h>
#include <gcrypt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define PROTOCOL "xmpp"

struct frame { char *text; struct frame *next; };
struct end {
  const char *name, *peer, *instags; /* the file of instance tags, which outlives a restart of the client */
  OtrlUserState us;
  OtrlPolicy policy;
  int max_size;
  int quiet;                      /* bench: frames go to the queue, not to stdout */
  int read, verified;
  struct frame *first, *last;
};

static void put_hex(const char *word, const char *text) {
  printf("%s ", word);
  for (const unsigned char *p = (const unsigned char *)text; *p; p++) printf("%02x", *p);
  putchar('\n');
}

static char *unhex(const char *hex) {
  size_t n = hex ? strlen(hex) / 2 : 0;
  char *out = malloc(n + 1);
  for (size_t i = 0; i < n; i++) { unsigned v; sscanf(hex + 2 * i, "%2x", &v); out[i] = (char)v; }
  out[n] = 0;
  return out;
}

static ConnContext *context(struct end *e) {
  return otrl_context_find(e->us, e->peer, e->name, PROTOCOL, OTRL_INSTAG_BEST, 0, NULL, NULL, NULL);
}

static OtrlPolicy policy(void *d, ConnContext *c) { (void)c; return ((struct end *)d)->policy; }
static int logged_in(void *d, const char *a, const char *p, const char *r) { (void)d; (void)a; (void)p; (void)r; return 1; }
static int max_size(void *d, ConnContext *c) { (void)c; return ((struct end *)d)->max_size; }
static void create_instag(void *d, const char *a, const char *p) { otrl_instag_generate(((struct end *)d)->us, ((struct end *)d)->instags, a, p); }
static const char *error_message(void *d, ConnContext *c, OtrlErrorCode code) { (void)d; (void)c; (void)code; return "unreadable"; }

static void inject(void *d, const char *a, const char *p, const char *r, const char *message) {
  (void)a; (void)p; (void)r;
  struct end *e = d;
  if (!e->quiet) { put_hex("frame", message); return; }
  struct frame *f = malloc(sizeof *f);
  f->text = strdup(message); f->next = NULL;
  if (e->last) e->last->next = f; else e->first = f;
  e->last = f;
}

static void msg_event(void *d, OtrlMessageEvent ev, ConnContext *c, const char *m, gcry_error_t err) {
  (void)c; (void)m; (void)err;
  if (!((struct end *)d)->quiet) printf("event %d\n", (int)ev);
}

static const OtrlMessageAppOps ops;
static void smp_event(void *d, OtrlSMPEvent ev, ConnContext *c, unsigned short progress, char *question) {
  struct end *e = d;
  (void)progress;
  if (ev == OTRL_SMPEVENT_SUCCESS) e->verified++;
  if (e->quiet) {
    if (ev == OTRL_SMPEVENT_ASK_FOR_SECRET) otrl_message_respond_smp(e->us, &ops, e, c, (const unsigned char *)"secret", 6);
    return;
  }
  printf("smp %d ", (int)ev);
  put_hex("q", question ? question : "");
  if (ev == OTRL_SMPEVENT_CHEATED || ev == OTRL_SMPEVENT_ERROR) otrl_message_abort_smp(e->us, &ops, e, c);
}

static const OtrlMessageAppOps ops = {
  .policy = policy, .is_logged_in = logged_in, .inject_message = inject, .max_message_size = max_size,
  .otr_error_message = error_message, .handle_smp_event = smp_event, .handle_msg_event = msg_event, .create_instag = create_instag,
};

static void receive(struct end *e, const char *text) {
  char *plain = NULL; OtrlTLV *tlvs = NULL;
  int ignore = otrl_message_receiving(e->us, &ops, e, e->name, PROTOCOL, e->peer, text, &plain, &tlvs, NULL, NULL, NULL);
  OtrlTLV *gone = otrl_tlv_find(tlvs, OTRL_TLV_DISCONNECTED);
  if (!e->quiet && gone) puts("disconnected");
  if (!ignore && plain) { e->read++; if (!e->quiet) put_hex("text", plain); }
  else if (!ignore && !e->quiet) put_hex("clear", text);
  otrl_tlv_free(tlvs);
  if (plain) otrl_message_free(plain);
}

static void say(struct end *e, const char *text) {
  char *out = NULL;
  gcry_error_t err = otrl_message_sending(e->us, &ops, e, e->name, PROTOCOL, e->peer, OTRL_INSTAG_BEST, text, NULL, &out,
    e->max_size ? OTRL_FRAGMENT_SEND_ALL : OTRL_FRAGMENT_SEND_SKIP, NULL, NULL, NULL);
  if (err) puts("refused");
  else if (!e->max_size) inject(e, 0, 0, 0, out ? out : text);
  if (out) otrl_message_free(out);
}

static void state(struct end *e) {
  ConnContext *c = context(e);
  char human[OTRL_PRIVKEY_FPRINT_HUMAN_LEN] = "-";
  if (c && c->active_fingerprint && c->active_fingerprint->fingerprint) otrl_privkey_hash_to_human(human, c->active_fingerprint->fingerprint);
  for (char *p = human; *p; p++) if (*p == ' ') *p = '_';
  printf("done %d %u %s\n", c ? (int)c->msgstate : 0, c ? c->protocol_version : 0, human);
  fflush(stdout);
}

/* ---- libotr with itself, for the bench: milliseconds, one a line ---- */

static double now_ms(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec * 1e3 + t.tv_nsec / 1e6; }

static char *pop(struct end *e) {
  struct frame *f = e->first;
  if (!f) return NULL;
  char *text = f->text;
  e->first = f->next; if (!e->first) e->last = NULL;
  free(f);
  return text;
}

static void settle(struct end *a, struct end *b) {
  for (;;) {
    char *x = pop(a), *y = pop(b);
    if (!x && !y) return;
    if (x) { receive(b, x); free(x); }
    if (y) { receive(a, y); free(y); }
  }
}

static void fresh(struct end *e, const char *name, const char *peer, const char *keyfile) {
  memset(e, 0, sizeof *e);
  e->name = name; e->peer = peer; e->instags = "/dev/null"; e->policy = OTRL_POLICY_DEFAULT; e->quiet = 1;
  e->us = otrl_userstate_create();
  otrl_privkey_read(e->us, keyfile);
}

static void bench(const char *what, int n, const char *keyfile) {
  struct end a, b;
  int size = strcmp(what, "pingpong2k") == 0 ? 2048 : 100;
  char *text = malloc(size + 1);
  memset(text, 'x', size); text[size] = 0;
  if (strcmp(what, "keygen") == 0) {
    for (int i = 0; i < n; i++) {
      OtrlUserState us = otrl_userstate_create();
      double t = now_ms();
      otrl_privkey_generate(us, "/dev/null", "a", PROTOCOL);
      printf("ms %f\n", now_ms() - t);
      otrl_userstate_free(us);
    }
    return;
  }
  fresh(&a, "a", "b", keyfile); fresh(&b, "b", "a", keyfile);
  for (int i = 0; i < n; i++) {
    double t = now_ms();
    if (strcmp(what, "ake") == 0 || i == 0) { inject(&a, 0, 0, 0, "?OTRv23?"); settle(&a, &b); }
    if (i == 0 && strcmp(what, "ake") != 0) { say(&a, text); settle(&a, &b); say(&b, text); settle(&a, &b); t = now_ms(); }
    if (strncmp(what, "pingpong", 8) == 0) { say(&a, text); settle(&a, &b); say(&b, text); settle(&a, &b); }
    if (strcmp(what, "oneway100") == 0) for (int j = 0; j < 1000; j++) { say(&a, text); settle(&a, &b); }
    if (strcmp(what, "smp") == 0) { otrl_message_initiate_smp(a.us, &ops, &a, context(&a), (const unsigned char *)"secret", 6); settle(&a, &b); }
    printf("ms %f\n", now_ms() - t);
  }
  printf("read %d %d verified %d\n", a.read, b.read, a.verified);
}

int main(void) {
  static char line[1 << 20];
  struct end e = { .name = "peer", .peer = "us", .instags = "/dev/null", .policy = OTRL_POLICY_DEFAULT };
  OTRL_INIT;
  e.us = otrl_userstate_create();
  while (fgets(line, sizeof line, stdin)) {
    char *word = strtok(line, " \n"), *first = strtok(NULL, " \n"), *second = strtok(NULL, " \n");
    char *x = unhex(first), *y = unhex(second);
    if (!word) continue;
    if (!strcmp(word, "key")) printf("loaded %d\n", otrl_privkey_read(e.us, x) ? 0 : 1);
    else if (!strcmp(word, "account")) { e.name = strdup(x); }
    else if (!strcmp(word, "fingerprint")) { char h[45]; char *f = otrl_privkey_fingerprint(e.us, h, x, y); put_hex("fingerprint", f ? f : ""); }
    else if (!strcmp(word, "generate")) otrl_privkey_generate(e.us, x, e.name, PROTOCOL);
    else if (!strcmp(word, "policy")) e.policy = atoi(x);
    else if (!strcmp(word, "size")) e.max_size = atoi(x);
    else if (!strcmp(word, "reset")) { OtrlUserState old = e.us; e.us = otrl_userstate_create(); otrl_privkey_read(e.us, x); if (*y) { e.instags = strdup(y); otrl_instag_read(e.us, y); } otrl_userstate_free(old); }
    else if (!strcmp(word, "receive")) receive(&e, x);
    else if (!strcmp(word, "send")) say(&e, x);
    else if (!strcmp(word, "start")) { char *q = otrl_proto_default_query_msg(e.name, e.policy); put_hex("frame", q); free(q); }
    else if (!strcmp(word, "end")) otrl_message_disconnect_all_instances(e.us, &ops, &e, e.name, PROTOCOL, e.peer);
    else if (!strcmp(word, "smp")) { if (*y) otrl_message_initiate_smp_q(e.us, &ops, &e, context(&e), y, (unsigned char *)x, strlen(x)); else otrl_message_initiate_smp(e.us, &ops, &e, context(&e), (unsigned char *)x, strlen(x)); }
    else if (!strcmp(word, "answer")) otrl_message_respond_smp(e.us, &ops, &e, context(&e), (unsigned char *)x, strlen(x));
    else if (!strcmp(word, "bench")) { char *k = unhex(strtok(NULL, " \n")); bench(x, atoi(y), k); }
    else puts("unknown");
    free(x); free(y);
    state(&e);
  }
  return 0;
}
