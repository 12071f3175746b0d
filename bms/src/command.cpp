#include "bms/command.hpp"

namespace bms {

const char* name_of(Outcome outcome) {
    constexpr std::array<const char*, outcome_count> names{
        "none", "done", "unknown", "out_of_range", "wrong_order", "not_now"};
    return names[static_cast<std::size_t>(outcome)];
}

}  // namespace bms
