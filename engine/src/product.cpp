#include "engine/product.hpp"

namespace engine {

Table table_of(const ProductEntry*) {
    static constexpr std::array table{
        field<&ProductEntry::name>("name", "what people call it"),
        field<&ProductEntry::source>("source", "where the manual says so"),
        field<&ProductEntry::switched_by>("switched_by",
                                          "the output that switches it: load, charger, pre_alarm"),
        field<&ProductEntry::input>("input",
                                    "what its remote input wants in order to run: high (battery "
                                    "voltage), low (battery minus), ve_direct, contact, skylla_i; "
                                    "none: it has none"),
        field<&ProductEntry::terminal>("terminal", "where the wire ends at it"),
        field<&ProductEntry::control_draws_a>("control_draws_a",
                                              "what its remote input or coil takes from the output",
                                              {.unit = Unit::Ampere, .lowest = 0, .highest = 10}),
        field<&ProductEntry::is_inductive>("inductive",
                                           "true: a coil, which CHARGER must not drive"),
        field<&ProductEntry::is_inverter>(
            "inverter", "true: it begins with a surge, which no BatteryProtect bears"),
        field<&ProductEntry::refused>(
            "refused", "why it cannot be used: ve_bus (has no other interface), not_ng"),
    };
    static_assert(keys_are_sound(table));
    return table;
}

static_assert([] {
    for (std::size_t i = 0; i < cable_table.size(); ++i) {
        if (cable_table[i].cable != static_cast<Cable>(i) ||
            cable_for(cable_table[i].fits) != cable_table[i].cable) {
            return false;
        }
    }
    return true;
}());

}  // namespace engine
