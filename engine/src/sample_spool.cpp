#include "engine/sample_spool.hpp"

#include "engine/output_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

namespace engine {

static_assert(std::is_trivially_copyable_v<Sample>);

namespace {

/// Moves `size` bytes with `step(bytes, size, offset)`, which may move fewer; false with errno when
/// that fails or comes to an end.
template <class Byte, class Step>
bool move_all(Byte* bytes, std::size_t size, off_t offset, Step step) {
    while (size > 0) {
        const ssize_t moved = step(bytes, size, offset);
        if (moved < 0 && errno == EINTR) {
            continue;
        }
        if (moved <= 0) {
            errno = moved == 0 ? EIO : errno;
            return false;
        }
        bytes += moved;
        size -= static_cast<std::size_t>(moved);
        offset += moved;
    }
    return true;
}

off_t place_of(std::size_t row) {
    return static_cast<off_t>(row * sizeof(Sample));
}

}  // namespace

SampleSpool::SampleSpool() = default;

SampleSpool::SampleSpool(std::initializer_list<Sample> rows) : SampleSpool{} {
    reserve();
    for (const Sample& row : rows) {
        append(row);
    }
}

SampleSpool::~SampleSpool() {
    if (file_ >= 0) {
        ::close(file_);
    }
}

SampleSpool::SampleSpool(SampleSpool&& other) noexcept
    : pattern_{std::move(other.pattern_)},
      file_{std::exchange(other.file_, -1)},
      error_{std::exchange(other.error_, 0)},
      filed_{std::exchange(other.filed_, 0)},
      tail_{std::move(other.tail_)},
      read_{std::move(other.read_)} {}

SampleSpool& SampleSpool::operator=(SampleSpool&& other) noexcept {
    std::swap(pattern_, other.pattern_);
    std::swap(file_, other.file_);
    std::swap(error_, other.error_);
    std::swap(filed_, other.filed_);
    std::swap(tail_, other.tail_);
    std::swap(read_, other.read_);
    return *this;
}

void SampleSpool::reserve() {
    std::error_code error;
    const auto folder = std::filesystem::temp_directory_path(error);
    pattern_ = ((error ? "/tmp" : folder) / "banktwin-XXXXXX").string();
    tail_.reserve(block);
    read_.reserve(block);
}

void SampleSpool::file_tail() noexcept {
    if (file_ < 0 && error_ == 0) {
        file_ = ::mkostemp(pattern_.data(), O_CLOEXEC);
        if (file_ >= 0) {
            ::unlink(pattern_.c_str());  // it goes when we do, however that comes
        } else {
            error_ = errno;
        }
    }
    const auto write = [this](const char* from, std::size_t size, off_t offset) {
        return ::pwrite(file_, from, size, offset);
    };
    const auto* bytes = reinterpret_cast<const char*>(tail_.data());
    if (error_ == 0 && !move_all(bytes, tail_.size() * sizeof(Sample), place_of(filed_), write)) {
        error_ = errno;
    }
    filed_ += tail_.size();
    tail_.clear();
}

int SampleSpool::read_block(std::size_t first, std::size_t end,
                            std::vector<Sample>& rows) const noexcept {
    rows.resize(std::min(block, end - first));
    const auto read = [this](char* to, std::size_t size, off_t offset) {
        return ::pread(file_, to, size, offset);
    };
    auto* bytes = reinterpret_cast<char*>(rows.data());
    if (error_ == 0 && move_all(bytes, rows.size() * sizeof(Sample), place_of(first), read)) {
        return 0;
    }
    rows.clear();
    return error_ != 0 ? error_ : errno;
}

void SampleSpool::check() const {
    if (error_ != 0) {
        fail(error_);
    }
}

void SampleSpool::fail(int error) const {
    throw StoreError(std::filesystem::path{pattern_}.parent_path().string() +
                     ": no room for the samples of the run: " + std::strerror(error));
}

}  // namespace engine
