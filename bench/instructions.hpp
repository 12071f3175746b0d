#pragma once
// Instructions of this thread in user mode, where the kernel lets a program count them.

#include <cstdint>
#include <cstring>
#include <optional>

#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace bench {

class Instructions {
  public:
    Instructions() {
        perf_event_attr what{};
        what.type = PERF_TYPE_HARDWARE;
        what.size = sizeof what;
        what.config = PERF_COUNT_HW_INSTRUCTIONS;
        what.exclude_kernel = 1;
        what.exclude_hv = 1;
        file_ = static_cast<int>(syscall(SYS_perf_event_open, &what, 0, -1, -1, 0));
    }
    ~Instructions() {
        if (file_ >= 0) {
            close(file_);
        }
    }
    Instructions(const Instructions&) = delete;
    Instructions& operator=(const Instructions&) = delete;

    /// Since the object was made; nothing where they cannot be counted.
    std::optional<std::int64_t> count() const {
        std::int64_t value = 0;
        const bool is_read = file_ >= 0 && read(file_, &value, sizeof value) == sizeof value;
        return is_read ? std::optional{value} : std::nullopt;
    }

  private:
    int file_ = -1;
};

}  // namespace bench
