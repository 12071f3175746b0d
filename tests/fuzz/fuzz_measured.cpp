// Any text as what was measured at a system, and as a profile: it is read, and every power in it
// makes a profile that is read again, or it is one error with its place.

#include "engine/measured_power.hpp"
#include "engine/power_file.hpp"

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>

namespace {

void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

void make_profiles(const engine::MeasuredLog& log) {
    for (std::size_t i = 0; i < engine::power_kind_words.size(); ++i) {
        if (const auto power = power_of(log, static_cast<engine::PowerKind>(i))) {
            const std::string csv = profile_csv(*power, std::chrono::minutes{60}, {"of a log"});
            const auto rows = engine::read_power(
                engine::TextLines{std::make_unique<std::istringstream>(csv), "profile.csv"});
            demand(rows.size() == power->rows.size());
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    try {
        const engine::MeasuredLog log = engine::read_measured_log(text, "fuzz.csv");
        make_profiles(log);
        if (log.format == engine::MeasuredFormat::MpptHistory) {
            make_profiles(with_sun_by_the_hour(log, 59.0));
        }
    } catch (const engine::InputError& error) {
        demand(error.place().file == "fuzz.csv" && error.place().line > 0);
    }
    try {
        demand(!engine::read_power(
                    engine::TextLines{std::make_unique<std::istringstream>(text), "fuzz.csv"})
                    .empty());
    } catch (const engine::InputError& error) {
        demand(error.place().file == "fuzz.csv");
    }
    return 0;
}
