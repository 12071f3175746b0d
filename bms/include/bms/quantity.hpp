#pragma once
// Strong integer units of the core. An amount knows its unit; two units, or a unit and a bare
// number, do not mix: such a line does not compile.

#include <compare>
#include <cstdint>

namespace bms {

/// An integer amount of one unit. `count` may take every value of its representation.
template <class Unit, class Count = std::int32_t>
struct Quantity {
    using Rep = Count;
    Count count{};

    friend constexpr auto operator<=>(Quantity, Quantity) = default;
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return {a.count + b.count}; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return {a.count - b.count}; }
};

using Millivolts = Quantity<struct MillivoltUnit>;
using Milliamps = Quantity<struct MilliampUnit>;  // positive charges the battery
using DeciCelsius = Quantity<struct DeciCelsiusUnit>;
using PerMille = Quantity<struct PerMilleUnit>;
using Minutes = Quantity<struct MinuteUnit>;
using MilliampHours = Quantity<struct MilliampHourUnit>;
using Ticks = Quantity<struct TickUnit, std::uint32_t>;  // one control tick is 100 ms
using MicroampSeconds = Quantity<struct MicroampSecondUnit, std::int64_t>;
using MicrowattSeconds = Quantity<struct MicrowattSecondUnit, std::int64_t>;

inline constexpr std::uint32_t ticks_per_second = 10;

namespace literals {
consteval Millivolts operator""_mV(unsigned long long n) {
    return {static_cast<std::int32_t>(n)};
}
consteval Milliamps operator""_mA(unsigned long long n) {
    return {static_cast<std::int32_t>(n)};
}
consteval DeciCelsius operator""_dC(unsigned long long n) {
    return {static_cast<std::int32_t>(n)};
}
consteval PerMille operator""_permille(unsigned long long n) {
    return {static_cast<std::int32_t>(n)};
}
consteval MilliampHours operator""_mAh(unsigned long long n) {
    return {static_cast<std::int32_t>(n)};
}
consteval Ticks operator""_ticks(unsigned long long n) {
    return {static_cast<std::uint32_t>(n)};
}
consteval Ticks operator""_seconds(unsigned long long n) {
    return {static_cast<std::uint32_t>(n) * ticks_per_second};
}
}  // namespace literals

}  // namespace bms
