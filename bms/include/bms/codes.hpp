#pragma once
// Warning, alarm and error codes as VictronConnect spells them (manual §5.2).

#include <array>
#include <cstddef>
#include <cstdint>

namespace bms {

/// A code the owner can see. A warning says what will shut the system down, an alarm what has
/// (R-COD-1).
enum class Code : std::uint8_t {
    W_B01,  // low cell voltage
    W_B05,  // battery communication lost
    W_B07,  // low state of charge
    A_B01,  // low cell voltage
    A_B05,  // battery communication lost
    A_B07,  // low state of charge
    A_B08,  // low bank voltage
    A_B09,  // high battery temperature
    E_B01,  // invalid battery configuration: impossible set
    E_B05,  // invalid battery configuration: the set has changed
    E_B09,  // battery voltage not allowed
    E_B11,  // hardware error
    None,   // a condition without a code
};

inline constexpr std::size_t code_count = static_cast<std::size_t>(Code::None);

enum class Severity : std::uint8_t { Warning, Alarm, Error };

/// What is written about a code, as the owner reads it: message and advice of manual §5.2.
struct CodeText {
    Code code;
    Severity severity;
    std::uint8_t b_number;  // 1 for B01; a warning gives way to the alarm of the same number (D-22)
    const char* spelled;    // "W-B01"
    const char* message_en;
    const char* message_sv;
    const char* advice_en;
    const char* advice_sv;
};

inline constexpr std::array<CodeText, code_count> code_texts{{
    {Code::W_B01, Severity::Warning, 1, "W-B01", "Low cell voltage", "Låg cellspänning",
     "Charge the battery or reduce the load to prevent an imminent shutdown of the system.",
     "Ladda batteriet eller minska belastningen för att förhindra en nära förestående "
     "nedstängning av systemet."},
    {Code::W_B05, Severity::Warning, 5, "W-B05", "Communication with the battery is lost",
     "Kommunikationen med batteriet har förlorats",
     "Check the cables between the BMS and the battery.",
     "Kontrollera kablarna mellan BMS och batteriet."},
    {Code::W_B07, Severity::Warning, 7, "W-B07", "Low state of charge", "Låg SoC",
     "Charge the battery or reduce the load to prevent an imminent shutdown of the system.",
     "Ladda batteriet eller minska belastningen för att förhindra en nära förestående "
     "systemnedstängning."},
    {Code::A_B01, Severity::Alarm, 1, "A-B01", "Low cell voltage", "Låg cellspänning",
     "Charge the battery. The system switches the loads on again when the battery is "
     "sufficiently charged.",
     "Ladda batteriet. Systemet slår på belastningarna igen när batteriet är tillräckligt laddat."},
    {Code::A_B05, Severity::Alarm, 5, "A-B05", "Communication with the battery is lost",
     "Kommunikationen med batteriet har förlorats",
     "Check the cables between the BMS and the battery.",
     "Kontrollera kablarna mellan BMS och batteriet."},
    {Code::A_B07, Severity::Alarm, 7, "A-B07", "Low state of charge", "Låg SoC",
     "Charge the battery. The system switches the loads on again when the battery is "
     "sufficiently charged.",
     "Ladda batteriet. Systemet slår på belastningarna igen när batteriet är tillräckligt laddat."},
    {Code::A_B08, Severity::Alarm, 8, "A-B08", "Low bank voltage", "Låg bankspänning",
     "Charge the battery. The system switches the loads on again when the battery is "
     "sufficiently charged.",
     "Ladda batteriet. Systemet slår på belastningarna igen när batteriet är tillräckligt laddat."},
    {Code::A_B09, Severity::Alarm, 9, "A-B09", "High battery temperature", "Hög batteritemperatur",
     "The battery is too warm to be charged. Try to lower the ambient temperature.",
     "Batteritemperaturen är för hög för laddning. Försök sänka omgivningstemperaturen."},
    {Code::E_B01, Severity::Error, 1, "E-B01", "Invalid battery configuration",
     "Ogiltig batterikonfiguration",
     "Check the battery page in VictronConnect for details, and that the BMS cables of the "
     "batteries are connected.",
     "Kontrollera fliken \"Batteri\" i VictronConnect för ytterligare detaljer. Kontrollera om "
     "batteriets BMS-kablar är anslutna."},
    {Code::E_B05, Severity::Error, 5, "E-B05", "Invalid battery configuration",
     "Ogiltig batterikonfiguration",
     "Check the battery page in VictronConnect for details, and that the BMS cables of the "
     "batteries are connected.",
     "Kontrollera fliken \"Batteri\" i VictronConnect för ytterligare detaljer. Kontrollera om "
     "batteriets BMS-kablar är anslutna."},
    {Code::E_B09, Severity::Error, 9, "E-B09", "Battery voltage not allowed",
     "Batterispänning ej tillåten",
     "The battery voltage is too high or too low. Check it, and the battery settings in "
     "VictronConnect.",
     "Batterispänningen är för hög eller för låg. Kontrollera batterispänningen och kontrollera "
     "batteriinställningarna i appen VictronConnect."},
    {Code::E_B11, Severity::Error, 11, "E-B11", "Hardware error", "Maskinvarufel",
     "Contact your dealer.", "Kontakta din Victron-återförsäljare."},
}};

constexpr const CodeText& text_of(Code code) {
    return code_texts[static_cast<std::size_t>(code)];
}

/// A set of codes, one bit each.
struct CodeSet {
    std::uint16_t bits{};

    constexpr bool contains(Code code) const {
        return ((static_cast<unsigned>(bits) >> static_cast<unsigned>(code)) & 1U) != 0;
    }
    constexpr void insert(Code code) {
        bits = static_cast<std::uint16_t>(bits | (1U << static_cast<unsigned>(code)));
    }
    friend constexpr bool operator==(CodeSet, CodeSet) = default;
};

consteval bool code_texts_stand_in_order() {
    for (std::size_t i = 0; i < code_count; ++i) {
        if (code_texts[i].code != static_cast<Code>(i)) {
            return false;
        }
    }
    return true;
}
static_assert(code_texts_stand_in_order());
static_assert(code_count <= 16, "CodeSet holds 16 codes");

}  // namespace bms
