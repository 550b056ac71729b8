/*
 * Faults of disk and clock for a server that is started with this library preloaded: what it does is read from a file that the
 * test maps too, so that a fault begins and ends at once. Only files below a folder named in the environment are touched.
 *   FAULTS   the file: sync_delay_millis, sync_errno, write_errno, clock_offset_seconds, files, read_errno; 32-bit, native
 *            order
 *   FAULTS_BELOW the folder
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { ALL_FILES = 0, ONLY_JOURNAL = 1, ONLY_DATABASE = 2 };

struct faults {
  volatile int sync_delay_millis, sync_errno, write_errno, clock_offset_seconds, files, read_errno;
};

static struct faults none;
static struct faults *faults = &none;
static char below[256];

__attribute__((constructor)) static void open_faults(void) {
  const char *path = getenv("FAULTS");
  const char *folder = getenv("FAULTS_BELOW");
  if (path == NULL || folder == NULL) return;
  strncpy(below, folder, sizeof below - 1);
  int fd = open(path, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *mapped = mmap(NULL, sizeof(struct faults), PROT_READ, MAP_SHARED, fd, 0);
  close(fd);
  if (mapped != MAP_FAILED) faults = mapped;
}

static int is_meant(int fd) {
  char link[64], path[512];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  if (strncmp(path, below, strlen(below)) != 0) return 0;
  int database = strstr(path, ".db") != NULL;
  return faults->files == ALL_FILES || (faults->files == ONLY_DATABASE) == database;
}

static int sync_fails(int fd) {
  if ((faults->sync_delay_millis == 0 && faults->sync_errno == 0) || !is_meant(fd)) return 0;
  if (faults->sync_delay_millis > 0) usleep(1000 * faults->sync_delay_millis);
  errno = faults->sync_errno;
  return errno != 0;
}

static int write_fails(int fd) {
  if (faults->write_errno == 0 || !is_meant(fd)) return 0;
  errno = faults->write_errno;
  return 1;
}

static int read_fails(int fd) {
  if (faults->read_errno == 0 || !is_meant(fd)) return 0;
  errno = faults->read_errno;
  return 1;
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (real == NULL) real = (type(*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

int fsync(int fd) {
  REAL(int, "fsync", int);
  return sync_fails(fd) ? -1 : real(fd);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int);
  return sync_fails(fd) ? -1 : real(fd);
}

ssize_t read(int fd, void *data, size_t size) {
  REAL(ssize_t, "read", int, void *, size_t);
  return read_fails(fd) ? -1 : real(fd, data, size);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t);
  return write_fails(fd) ? -1 : real(fd, data, size, at);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t);
  return write_fails(fd) ? -1 : real(fd, data, size, at);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  REAL(int, "clock_gettime", clockid_t, struct timespec *);
  int result = real(clock, now);
  if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) now->tv_sec += faults->clock_offset_seconds;
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  REAL(int, "gettimeofday", struct timeval *, void *);
  int result = real(now, zone);
  now->tv_sec += faults->clock_offset_seconds;
  return result;
}
