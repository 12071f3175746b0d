// BBC micro:bit (nRF51822, Cortex-M0): from reset to main(), and out again by semihosting, which a
// debugger or QEMU answers.

#include "firmware/boards/board.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

// Set by microbit.ld.
extern "C" {
extern std::uint32_t data_begin[], data_end[], data_stored[], bss_begin[], bss_end[], stack_top[];
[[noreturn]] void start();
}

int main();

namespace {

/// Arm's semihosting operations (Arm IHI 0068).
enum class Operation : std::uint32_t { WriteText = 0x04, ExitExtended = 0x20 };

void ask_host(Operation operation, const void* argument) {
    register auto r0 asm("r0") = operation;
    register auto r1 asm("r1") = argument;
    asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
}

[[noreturn]] void stop(std::uint32_t code) {
    constexpr std::uint32_t application_exit = 0x20026;
    const std::array<std::uint32_t, 2> reason{application_exit, code};
    ask_host(Operation::ExitExtended, reason.data());
    for (;;) {
    }
}

constexpr std::uint32_t paint = 0xA5A5'A5A5;

/// Marks the RAM between the statics and the stack, so that the stack's deepest use shows later.
void paint_free_ram() {
    // Stays clear of the frames in use.
    const auto* const end = static_cast<std::uint32_t*>(__builtin_frame_address(0)) - 32;
    for (volatile std::uint32_t* word = bss_end; word < end; ++word) {
        *word = paint;
    }
}

void fault() {
    board::print("hard fault\n");
    stop(70);
}

struct Vectors {
    std::uint32_t* stack;
    void (*reset)();
    std::array<void (*)(), 14> exceptions;
};
[[gnu::section(".vectors"), gnu::used]] const Vectors vectors{
    stack_top,
    start,
    {fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault, fault,
     fault}};

}  // namespace

void start() {
    for (std::uint32_t *to = data_begin, *from = data_stored; to < data_end; ++to, ++from) {
        *to = *from;
    }
    for (std::uint32_t* word = bss_begin; word < bss_end; ++word) {
        *word = 0;
    }
    paint_free_ram();
    stop(static_cast<std::uint32_t>(main()));
}

void board::print(const char* text) {
    ask_host(Operation::WriteText, text);
}

std::uint32_t board::deepest_stack_bytes() {
    const volatile std::uint32_t* word = bss_end;
    while (word < stack_top && *word == paint) {
        ++word;
    }
    return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(stack_top) -
                                      reinterpret_cast<std::uintptr_t>(word));
}
