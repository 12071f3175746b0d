#pragma once
// What the BMS can switch: products with their remote inputs, and the cables between (manual §2.2,
// §3.2, Appendix A).

#include "engine/field_types.hpp"

#include <array>
#include <optional>
#include <string>

namespace engine {

/// Which output of the BMS switches something.
enum class Switch { Nothing, Load, Charger, PreAlarm };
inline constexpr std::array<std::string_view, 4> switch_words{"nothing", "load", "charger",
                                                              "pre_alarm"};
constexpr std::span<const std::string_view> choice_words(Switch) {
    return switch_words;
}

/// What a product wants at its remote input in order to run.
enum class RemoteInput {
    High,      // battery voltage; off while it floats
    Low,       // battery minus; off while it floats
    VeDirect,  // the port of a solar charger: runs unless a cable there stops it
    Contact,   // a closed contact free of voltage
    SkyllaI,   // that of the Skylla-i and -IP44
    None,      // has none: something in its line must be switched
};
inline constexpr std::array<std::string_view, 6> remote_input_words{
    "high", "low", "ve_direct", "contact", "skylla_i", "none"};
constexpr std::span<const std::string_view> choice_words(RemoteInput) {
    return remote_input_words;
}

/// What lies between an output and a remote input.
enum class Cable {
    Direct,
    Inverting,
    NonInverting,
    VeDirectNonInverting,
    SkyllaI,
    CyrixLiCharge,  // no cable: a relay in the charger's line
};
inline constexpr std::array<std::string_view, 6> cable_words{
    "direct",   "inverting",      "non_inverting", "ve_direct_non_inverting",
    "skylla_i", "cyrix_li_charge"};
constexpr std::span<const std::string_view> choice_words(Cable) {
    return cable_words;
}

/// One row per cable: what it is made for.
struct CableRow {
    Cable cable;
    RemoteInput fits;
    std::string_view articles;  // the maker's article numbers; "" without one
};
/// Article numbers: manual Appendix A (R-SYS-4).
inline constexpr std::array<CableRow, 6> cable_table{{
    {Cable::Direct, RemoteInput::High, ""},
    {Cable::Inverting, RemoteInput::Low, "ASS030550100 or ASS030550120"},
    {Cable::NonInverting, RemoteInput::Contact, "ASS030550200"},
    {Cable::VeDirectNonInverting, RemoteInput::VeDirect, "ASS030550320"},
    {Cable::SkyllaI, RemoteInput::SkyllaI, "ASS030550400"},
    {Cable::CyrixLiCharge, RemoteInput::None, ""},
}};
constexpr const CableRow& row_of(Cable cable) {
    return cable_table[static_cast<std::size_t>(cable)];
}
/// The cable that an input wants.
constexpr Cable cable_for(RemoteInput input) {
    for (const CableRow& row : cable_table) {
        if (row.fits == input) {
            return row.cable;
        }
    }
    return Cable::Direct;
}

/// What a product makes of an output that it hears through a cable.
enum class Hears {
    Output,    // runs while the output is High
    Inverted,  // runs while it floats: the wrong way round
    Never,     // never runs: nothing pulls its input low
    Always,    // always runs: the cable does not reach it
};
inline constexpr std::array<std::string_view, 4> hears_words{"output", "inverted", "never",
                                                             "always"};
constexpr std::span<const std::string_view> choice_words(Hears) {
    return hears_words;
}
/// An inverting cable pulls its end low while the output is High, and leaves it to a pull-up while
/// it floats; the output itself pulls nothing low (R-OUT-1: no sink). A plug that does not fit
/// leaves the product as it was delivered: running.
constexpr Hears hears(Cable cable, RemoteInput input) {
    if (row_of(cable).fits == input) {
        return Hears::Output;
    }
    if (cable == Cable::Inverting && input == RemoteInput::High) {
        return Hears::Inverted;
    }
    if (cable == Cable::Direct && input == RemoteInput::Low) {
        return Hears::Never;
    }
    return Hears::Always;
}

/// Where the wire ends at the product (Appendix A).
enum class Terminal {
    TwoPoleH,
    TwoPoleRight,
    TwoPoleRightOrH,
    Terminal21,
    ControlInput,
    Pin85,
    VeDirectPort,
    RemoteConnector,
    CyrixControl,
    Coil,
};
inline constexpr std::array<std::string_view, 10> terminal_words{
    "two_pole_h", "two_pole_right", "two_pole_right_or_h", "terminal_2_1",  "control_input",
    "pin_85",     "ve_direct_port", "remote_connector",    "cyrix_control", "coil"};
constexpr std::span<const std::string_view> choice_words(Terminal) {
    return terminal_words;
}

/// Why a product cannot be part of such a system.
enum class Refusal { VeBus, NotNg };
inline constexpr std::array<std::string_view, 2> refusal_words{"ve_bus", "not_ng"};
constexpr std::span<const std::string_view> choice_words(Refusal) {
    return refusal_words;
}

/// A product, or a family of them that are wired alike.
struct ProductEntry {
    std::string name;
    std::string source;
    Switch switched_by = Switch::Nothing;
    RemoteInput input = RemoteInput::High;
    Terminal terminal = Terminal::ControlInput;
    double control_draws_a = 0.0;
    bool is_inductive = false;
    bool is_inverter = false;
    std::optional<Refusal> refused;
};
Table table_of(const ProductEntry*);

}  // namespace engine
