#pragma once
// How devices are wired to the BMS: terminal, cable, what the outputs must give, and which rules of
// the manual are broken (R-SYS-4, R-SYS-12, R-OUT-6).

#include "engine/finding.hpp"
#include "engine/scenario.hpp"
#include "reports/documents.hpp"
#include "reports/scenario_drains.hpp"
#include "reports/vocabulary.hpp"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace reports {

/// One device as it is wired.
struct Wired {
    std::string name;
    engine::ProductEntry product;
    engine::Switch switched_by = engine::Switch::Nothing;
    engine::Cable cable = engine::Cable::Direct;
    std::string connected_to{engine::on_battery};
    engine::Switch cut_by = engine::Switch::Nothing;  // itself, or a switch before it
    bool is_fed_by_load = false;
    bool is_charger = false;
    bool is_switch = false;
    bool is_fed_by_output = false;            // by PRE-ALARM: a buzzer, a coil
    std::optional<engine::SimTime> runs_for;  // at a stretch, by its schedule; nothing: no end
    bool has_rhythm = false;                  // it runs again and again, not once a day
    double draws_a = 0.0;  // at most, at the bank's nominal voltage; of a charger what it gives
    double from_output_a = 0.0;  // of that, or of its remote input, what `switched_by` must give

    engine::Hears hears() const { return engine::hears(cable, product.input); }
};

/// A product as the manual wires it.
Wired wired_of(const std::string& name, const engine::ProductEntry& product);
/// The devices of a scenario in its order.
std::vector<Wired> wired_of(const engine::Scenario& scenario);

/// What one output must give, and what it gives at most (manual §6, D-1).
struct OutputLoad {
    engine::Switch output;
    double sourced_a = 0.0;
    double gives_a = 0.0;
};
/// LOAD, CHARGER, PRE-ALARM.
std::array<OutputLoad, 3> output_loads(std::span<const Wired> devices);

/// What all that hangs behind LOAD draws at once: more than the output gives goes through a Smart
/// BatteryProtect or a Cyrix-Li-Load.
double behind_load_a(std::span<const Wired> devices);

/// The smallest fuse of the IEC 60127 series between 0.3 and 2.5 A (R-OUT-6) that the outputs and
/// the BMS itself load to 80 % at most (assumed: what a fuse carries for ever); the largest when
/// none does.
double supply_fuse_a(std::span<const OutputLoad> loads);

/// Rules that devices break by the way they are wired, mistakes first.
std::vector<engine::Finding> wiring_findings(std::span<const Wired> devices, Language language);
/// Those that a whole system breaks before it has run: combined currents, more than 1C, a bank that
/// is new, a remote that stops the chargers, no discharge floor.
std::vector<engine::Finding> system_findings(const engine::Scenario& scenario,
                                             std::span<const Wired> devices, Language language);

/// "H of its two-pole connector", "inverting remote on-off cable".
std::string_view text_of(engine::Terminal terminal, Language language);
std::string_view text_of(engine::Cable cable, Language language);

struct WiredPart {
    std::string device;
    std::string product;
    std::string connected_to;
    std::string output;
    std::string terminal;
    std::string through;
    std::string right_through;
    std::string articles;
    std::string hears;
    double from_output_a = 0.0;
    std::string source;
};
engine::Table table_of(const WiredPart*);

struct OutputPart {
    std::string output;
    double sourced_a = 0.0;
    double gives_a = 0.0;
};
engine::Table table_of(const OutputPart*);

struct StaysOnPart {
    std::string device;
    double current_a = 0.0;
    double ah_per_30d = 0.0;
    std::string counts_as;
};
engine::Table table_of(const StaysOnPart*);

/// `banktwin wiring --json`.
struct WiringDocument {
    static constexpr const char* name = "banktwin.wiring/1";
    std::string schema = name;
    std::vector<WiredPart> devices;
    std::vector<OutputPart> outputs;
    double behind_load_a = 0.0;
    std::vector<StaysOnPart> stays_on;
    double after_loads_off_a = 0.0;
    double after_loads_off_ah_per_30d = 0.0;
    double supply_fuse_a = 0.0;
    std::vector<FindingPart> findings;
    std::vector<AssumptionPart> assumptions;
};
engine::Table table_of(const WiringDocument*);

/// `stays_on` is of a scenario; of products alone nothing is known.
WiringDocument wiring_document(std::span<const Wired> devices,
                               const std::vector<engine::Finding>& findings,
                               std::span<const ScenarioDrain> stays_on = {});
std::string text_report(const WiringDocument& document, Language language);

}  // namespace reports
