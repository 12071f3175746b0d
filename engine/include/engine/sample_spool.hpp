#pragma once
// Rows of a run on their way to the result file: a few in memory, the rest in a file without a
// name.
//
// They do not go into the database at once because a recorder that runs out of rows thins what it
// has written; a pass over a plain file costs a hundredth of one over a table.

#include "engine/sim_time.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace engine {

struct Sample {
    double value = 0.0;  // NaN: unknown from here
    SimTime at{0};
    std::uint32_t signal = 0;  // its place in the list
    bool is_due = false;       // a day's or an event's: kept whatever else must go
};

/// Rows in the order they came. What it holds in memory does not depend on how many there are.
class SampleSpool {
  public:
    /// So many rows wait in memory.
    static constexpr std::size_t block = 16'384;

    SampleSpool();
    SampleSpool(std::initializer_list<Sample> rows);
    ~SampleSpool();
    SampleSpool(SampleSpool&& other) noexcept;
    SampleSpool& operator=(SampleSpool&& other) noexcept;

    std::size_t size() const { return filed_ + tail_.size(); }
    bool empty() const { return size() == 0; }

    /// Takes all the memory it will ever use.
    void reserve();
    /// Never throws, and after `reserve` never allocates; a failure of the disk is told by `check`.
    void append(const Sample& row) noexcept {
        if (tail_.size() == block) {
            file_tail();
        }
        tail_.push_back(row);
    }
    /// Calls `replace(row)` with every row and forgets it; what that appends stays: never more rows
    /// than it has been called with so far. As `append` on failures.
    template <class Replace>
    void rewrite(Replace replace) noexcept;
    /// Calls `take(row)` with every row. Throws StoreError when the rows cannot be read again.
    template <class Take>
    void each(Take take) const;
    /// Throws StoreError when rows have been lost.
    void check() const;

  private:
    void file_tail() noexcept;
    /// Reads up to a block of the filed rows from number `first` on; gives errno, and none of them,
    /// when that fails.
    int read_block(std::size_t first, std::size_t end, std::vector<Sample>& rows) const noexcept;
    [[noreturn]] void fail(int error) const;

    std::string pattern_;  // of the file's name, as long as it has one
    int file_ = -1;
    int error_ = 0;  // errno of the first failure
    std::size_t filed_ = 0;
    std::vector<Sample> tail_;
    std::vector<Sample> read_;  // while rewriting
};

template <class Replace>
void SampleSpool::rewrite(Replace replace) noexcept {
    if (filed_ == 0) {
        read_.swap(tail_);
        tail_.clear();
        for (const Sample& row : read_) {
            replace(row);
        }
        return;
    }
    file_tail();
    // What is written stays behind what has been read.
    const std::size_t end = filed_;
    filed_ = 0;
    for (std::size_t first = 0; first < end; first += block) {
        if (const int error = read_block(first, end, read_); error != 0) {
            error_ = error;
        }
        for (const Sample& row : read_) {
            replace(row);
        }
    }
}

template <class Take>
void SampleSpool::each(Take take) const {
    check();
    std::vector<Sample> rows;
    for (std::size_t first = 0; first < filed_; first += block) {
        if (const int error = read_block(first, filed_, rows); error != 0) {
            fail(error);
        }
        for (const Sample& row : rows) {
            take(row);
        }
    }
    for (const Sample& row : tail_) {
        take(row);
    }
}

}  // namespace engine
