#pragma once
// What an image needs from the place it runs on. One folder here implements it per place.

#include <cstdint>

namespace board {

/// Writes text where the person who runs the image can read it.
void print(const char* text);

/// The deepest use of the stack so far; 0 where nobody knows.
std::uint32_t deepest_stack_bytes();

}  // namespace board
