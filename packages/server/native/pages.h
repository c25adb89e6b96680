/*
 * What is known of the pages of embedded stores: for each page of a data file and each frame of its write-ahead
 * log, a tag of the ciphertext that was last written there. A page that is read must have that tag; so an older
 * page does not open, though its own place and key are right. See docs/decisions/0020-freshness-of-pages.md.
 *
 *     pages.c        what JavaScript calls
 *     pages-vfs.c    the methods of SQLite's files, replaced for the files of stores
 *     pages-map.c    the stores of this process, and the tags, in memory that processes share
 *     pages-file.c   the tags on the disk, in the file store.pages
 *     pages-log.c    the write-ahead log as a start finds it
 */
#ifndef STRONGROOM_PAGES_H
#define STRONGROOM_PAGES_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
  most_pages = 1 << 28,
  most_frames = 1 << 22,
  /* The end of a page, where both ciphers keep what authenticates it. */
  tail_bytes = 64,
  log_header_bytes = 32,
  frame_header_bytes = 24,
  salt_bytes = 8,
  digest_bytes = 32,
  /* Generations of the log of which everything is in the data file, that a start may still find. */
  finished_generations = 4
};

/* What is done with pages; the numbers are known to JavaScript. */
typedef enum {
  /* Nothing: the store keeps no tags. */
  state_off,
  /* Pages that differ are counted, and nothing may be written: until it is known whether the store has tags. */
  state_looking,
  /* Pages that differ are refused. */
  state_checking
} State;

/* At the start of the shared memory. */
typedef struct {
  uint32_t page_bytes;
  _Atomic uint32_t state;
  _Atomic uint64_t mismatches;
} Shared;

typedef struct {
  unsigned char bytes[salt_bytes];
} Salt;

/* The file store.pages, which the process that holds the directory writes. */
typedef struct {
  char *path;
  char *next_path;
  char *directory;
  int descriptor;
  int64_t end;
  unsigned char key[digest_bytes];
  unsigned char digest[digest_bytes];
  /* The generation of the log that may be there, and those that are wholly in the data file; zeros: none. */
  Salt current;
  Salt finished[finished_generations];
  uint32_t recorded_pages;
  /* Whether the file has its name, but not yet for sure after a power cut. */
  bool is_renamed;
} PagesFile;

typedef struct Store {
  struct Store *next;
  double id;
  int references;
  bool closed;
  /* Another process holds the directory: this one only reads. */
  bool reader;
  char *data;
  char *log;
  Shared *shared;
  size_t shared_bytes;
  int memory;
  _Atomic uint64_t *tags;
  _Atomic uint64_t *frames;
  _Atomic uint64_t opened;
  /* All below belongs to the process that writes, and is guarded by the mutex. */
  pthread_mutex_t mutex;
  /* Pages from here on have no tag. */
  uint32_t pages;
  unsigned char *dirty_bits;
  uint32_t *dirty;
  size_t dirty_count;
  size_t dirty_room;
  PagesFile file;
} Store;

/* pages-map.c */
Store *store_create(const char *data, uint32_t page_bytes);
Store *store_attach(const char *data, int memory);
/* Each found store is to be released. */
Store *store_by_id(double id);
Store *store_by_path(const char *path, bool *is_log);
void store_release(Store *store);
void store_close(Store *store);
State state_of(const Store *store);
uint64_t tag_of_tail(const unsigned char *tail);
/* Sets tags that the next persist writes; false where memory is missing. The mutex must be held. */
bool tags_reserve(Store *store, size_t more);
void tag_set(Store *store, uint32_t page, uint64_t tag);
void tags_cut(Store *store, uint32_t pages);
void tags_clean(Store *store);

/* pages-file.c: each gives 0 or an errno. */
/* Reads the file; *fault says what is wrong with it, if something is. */
int pages_load(Store *store, const char **fault);
/* Makes the file anew of the pages of a data file that nobody has open. */
int pages_build(Store *store, const char *source);
/* Makes durable what has changed; to be called before the log `ending` is overwritten by that of `starting`. */
int pages_persist(Store *store, const Salt *ending, const Salt *starting);

/* pages-log.c */
bool salt_is_none(const Salt *salt);
/* The generation of the log in the file; none where there is no valid header. */
int log_salt(const Store *store, Salt *salt);
/* Looks at the log before SQLite does; `torn` tells that the last record of store.pages was cut off. */
int log_look(Store *store, bool torn, const char **fault);
/* The salt in a header that is about to be written. */
void log_header_salt(const unsigned char *header, Salt *salt);

/* pages-vfs.c */
bool files_are_watched(void);
/* The page that this thread was last refused, once: its number from 1, or 0. */
uint64_t last_mismatch(bool *in_log);

#endif
