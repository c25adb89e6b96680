#include "pages.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The checksum of SQLite's log, over pairs of 32-bit words in the byte order that the magic number names. */
typedef struct {
  bool big_endian;
  uint32_t a;
  uint32_t b;
} Checksum;

static uint32_t big(const unsigned char *at) {
  return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static uint32_t word(const Checksum *sum, const unsigned char *at) {
  if (sum->big_endian) return big(at);
  return (uint32_t)at[3] << 24 | (uint32_t)at[2] << 16 | (uint32_t)at[1] << 8 | at[0];
}

static void add(Checksum *sum, const unsigned char *bytes, size_t count) {
  for (size_t at = 0; at < count; at += 8) {
    sum->a += word(sum, bytes + at) + sum->b;
    sum->b += word(sum, bytes + at + 4) + sum->a;
  }
}

static bool agrees(const Checksum *sum, const unsigned char *at) {
  return sum->a == big(at) && sum->b == big(at + 4);
}

bool salt_is_none(const Salt *salt) {
  static const Salt none;
  return memcmp(salt, &none, sizeof none) == 0;
}

static bool same_salt(const Salt *one, const Salt *other) {
  return memcmp(one, other, sizeof *one) == 0;
}

void log_header_salt(const unsigned char *header, Salt *salt) {
  memcpy(salt->bytes, header + 16, salt_bytes);
}

/* False where SQLite would take the log for empty. */
static bool read_header(int file, unsigned char *header, Checksum *sum) {
  if (pread(file, header, log_header_bytes, 0) != log_header_bytes) return false;
  uint32_t magic = big(header);
  if ((magic & 0xfffffffe) != 0x377f0682) return false;
  *sum = (Checksum){.big_endian = magic & 1};
  add(sum, header, 24);
  return agrees(sum, header + 24);
}

int log_salt(const Store *store, Salt *salt) {
  unsigned char header[log_header_bytes];
  Checksum sum;
  memset(salt, 0, sizeof *salt);
  int file = open(store->log, O_RDONLY | O_CLOEXEC);
  if (file < 0) return errno == ENOENT ? 0 : errno;
  if (read_header(file, header, &sum)) log_header_salt(header, salt);
  close(file);
  return 0;
}

/*
 * A checkpoint may have written the page since tags were last made durable, and who reads the data file may get
 * it from there: SQLite looks at the first page before it looks at the log, and in the index of a log that
 * another process still has open it finds how far the log was copied. So the page is taken as it lies there.
 */
static bool take_page(Store *store, int data, uint32_t page) {
  unsigned char tail[tail_bytes];
  off_t at = ((off_t)page + 1) * (off_t)store->shared->page_bytes - tail_bytes;
  if (!tags_reserve(store, 1)) return false;
  tag_set(store, page, pread(data, tail, sizeof tail, at) == sizeof tail ? tag_of_tail(tail) : 0);
  return true;
}

/* The pages of frames `from` to before `to`, which are of transactions that were committed. */
static bool take_pages(Store *store, int file, int data, uint32_t from, uint32_t to) {
  off_t frame_bytes = (off_t)store->shared->page_bytes + frame_header_bytes;
  for (uint32_t index = from; index < to; index++) {
    unsigned char number[4];
    if (pread(file, number, 4, log_header_bytes + index * frame_bytes) != 4) return false;
    uint32_t page = big(number) - 1;
    if (page < most_pages && !take_page(store, data, page)) return false;
  }
  return true;
}

/* Takes the frames that SQLite will take, and no other. */
static int take_frames(Store *store, int file, int data, const unsigned char *header, Checksum sum) {
  size_t page_bytes = store->shared->page_bytes, frame_bytes = page_bytes + frame_header_bytes;
  unsigned char *frame = malloc(frame_bytes);
  if (frame == NULL) return ENOMEM;
  uint32_t committed = 0;
  int result = 0;
  for (uint32_t index = 0; result == 0 && index < most_frames; index++) {
    off_t at = log_header_bytes + (off_t)index * (off_t)frame_bytes;
    if (pread(file, frame, frame_bytes, at) != (ssize_t)frame_bytes) break;
    if (memcmp(frame + 8, header + 16, salt_bytes) != 0 || big(frame) == 0) break;
    add(&sum, frame, 8);
    add(&sum, frame + frame_header_bytes, page_bytes);
    if (!agrees(&sum, frame + 16)) break;
    atomic_store(&store->frames[index], tag_of_tail(frame + frame_bytes - tail_bytes));
    if (big(frame + 4) == 0) continue;
    if (!take_pages(store, file, data, committed, index + 1)) result = ENOMEM;
    committed = index + 1;
  }
  free(frame);
  return result;
}

/* Everything in it is in the data file, and the tags of that are in store.pages. */
static int drop_log(int file) {
  if (ftruncate(file, 0) != 0 || fsync(file) != 0) return errno;
  return 0;
}

int log_look(Store *store, bool torn, const char **fault) {
  unsigned char header[log_header_bytes];
  Checksum sum;
  Salt found = {{0}};
  int file = open(store->log, O_RDWR | O_CLOEXEC);
  if (file < 0 && errno != ENOENT) return errno;
  bool valid = file >= 0 && read_header(file, header, &sum);
  if (valid) log_header_salt(header, &found);
  const PagesFile *pages = &store->file;
  bool current = same_salt(&found, &pages->current);
  int result = 0;
  if (torn && !current) {
    /* A record is cut off only before its log is started anew. */
    *fault = "its last record is damaged";
  } else if (!valid) {
    /* Empty, or as good as that. */
  } else if (current) {
    int data = open(store->data, O_RDONLY | O_CLOEXEC);
    if (big(header + 8) != store->shared->page_bytes) *fault = "the write-ahead log has pages of another size";
    else if (data < 0) result = errno;
    else result = take_frames(store, file, data, header, sum);
    if (data >= 0) close(data);
  } else {
    *fault = "the write-ahead log is not the one that was last written";
    for (int index = 0; index < finished_generations; index++) {
      if (!same_salt(&found, &pages->finished[index])) continue;
      *fault = NULL;
      result = drop_log(file);
      break;
    }
  }
  if (file >= 0) close(file);
  return result;
}
