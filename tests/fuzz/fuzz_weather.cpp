// Any text as weather: it is read, and every hour of it is found again, or it is one error with its
// place.

#include "engine/input_error.hpp"
#include "engine/weather.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const engine::Weather weather = engine::read_weather(
            std::string{reinterpret_cast<const char*>(data), size}, "fuzz.csv");
        for (const engine::WeatherHour& hour : weather.hours) {
            if (weather.at(hour.begins) == nullptr) {
                std::abort();
            }
        }
    } catch (const engine::InputError& error) {
        if (error.place().line == 0) {
            std::abort();
        }
    }
    return 0;
}
