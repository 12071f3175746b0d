// Runs the made-up trace and prints its hash: on a board, and with every host compiler.

#include "bms/source_hash.hpp"
#include "firmware/boards/board.hpp"
#include "firmware/replay/trace.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace {

using board::print;

void print_hex(std::uint64_t value) {
    std::array<char, 17> text{};
    for (std::size_t digit = 0; digit < 16; ++digit) {
        text[digit] = "0123456789abcdef"[(value >> (60 - 4 * digit)) & 0xFU];
    }
    print(text.data());
}

void print_decimal(std::uint32_t value) {
    std::array<char, 11> text{};
    std::size_t at = text.size() - 1;
    do {
        text[--at] = static_cast<char>('0' + value % 10);
        value /= 10;
    } while (value != 0);
    print(text.data() + at);
}

void print_row(const char* name, std::uint32_t value) {
    print(name);
    print(" ");
    print_decimal(value);
    print("\n");
}

}  // namespace

int main() {
    print("core_source_hash ");
    print(bms::source_hash());
    const replay::TraceResult trace = replay::run_made_up_trace();
    print("\n");
    print_row("ticks", trace.ticks);
    print_row("single_ticks", trace.single_ticks);
    print_row("load_changes", trace.load_changes);
    print_row("cycles", trace.cycles);
    print_row("stack_bytes", board::deepest_stack_bytes());
    const bool idle = trace.ticks < 1'000'000 || trace.single_ticks < trace.ticks / 4 ||
                      trace.load_changes < 200 || trace.cycles < 5;
    if (idle) {
        print("idle: this trace proves nothing\n");
        return 1;
    }
    print("trace_hash ");
    print_hex(trace.hash);
    print("\n");
    return 0;
}
