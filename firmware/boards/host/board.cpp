// The computer it was built on: an image becomes a program that compilers can be compared with.

#include "firmware/boards/board.hpp"

#include <cstdio>

void board::print(const char* text) {
    std::fputs(text, stdout);
}

std::uint32_t board::deepest_stack_bytes() {
    return 0;
}
