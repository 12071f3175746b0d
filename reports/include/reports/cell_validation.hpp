#pragma once
// A catalogue's cell against what was measured at a real one.

#include "engine/catalog_entries.hpp"
#include "reports/documents.hpp"
#include "reports/profile_reader.hpp"

#include <string>
#include <vector>

namespace reports {

/// What catalogues that `banktwin fit` writes begin with.
inline constexpr std::string_view cell_file_mark = "# A cell for banktwin: catalog: [this file]\n";

/// A cell whose capacity and resistance are known, so that it can stand alone.
struct CellModel {
    std::string name;  // in the catalogue
    std::string file;
    engine::CellEntry entry;
    models::Chemistry chemistry;
    double capacity_ah = 0.0;
    double resistance_ohm = 0.0;

    /// The same kind of cell in another size: its resistance goes with 1 / capacity.
    CellModel of_size(double its_capacity_ah) const;
};
/// Of a catalogue file, the cell or battery `name`, which may be left out if it has but one that
/// can stand alone. Of a battery it is one cell. Entries may be `like:` shipped ones. A `what` that
/// is no file is itself such a name, in the shipped catalogue or in the files of the user. Throws
/// engine::InputError.
CellModel find_cell_model(const std::string& what, const std::string& name,
                          const std::vector<std::string>& user_catalogs);
/// Of a catalogue's text; `file` stands in messages.
CellModel cell_model_from(const std::string& text, const std::string& file,
                          const std::string& name = "");

/// Millivolts by region of the state of charge (models::fit::soc_regions); null where the profile
/// does not come.
struct RegionFiguresPart {
    std::optional<double> full;
    std::optional<double> above_5;
    std::optional<double> from_10_to_95;
    std::optional<double> from_10_to_90;
};
engine::Table table_of(const RegionFiguresPart*);

/// Errors within ten percent of charge.
struct SocBandPart {
    double from_soc_pct = 0.0;
    double to_soc_pct = 0.0;
    double rmse_mv = 0.0;
    double mean_mv = 0.0;
    double time_s = 0.0;
};
engine::Table table_of(const SocBandPart*);

/// How well a cell tells the voltage of one profile.
struct ProfileFitPart {
    std::string file;
    int samples = 0;
    double duration_s = 0.0;
    double start_soc_pct = 0.0;
    double end_soc_pct = 0.0;
    std::string charge_from;  // counter or currents
    double coldest_degc = 0.0;
    double warmest_degc = 0.0;
    RegionFiguresPart rmse_mv;
    RegionFiguresPart mean_error_mv;
    std::vector<SocBandPart> bands;
};
engine::Table table_of(const ProfileFitPart*);

/// `banktwin validate-cell --json`: the members of the one profile stand at the top.
struct ValidateCellDocument {
    static constexpr const char* name = "banktwin.validate_cell/1";
    std::string schema = name;
    std::string cell;
    std::string catalog;
    double capacity_ah = 0.0;
    std::string positive_current;        // charge or discharge
    double charge_uncertainty_ah = 0.0;  // models::fit::charge_uncertainty_ah; 0 with a counter
    double charge_gain_bound = 0.0;      // models::fit::charge_gain_bound
    /// Of what the currents add up to: what went by, as the voltages tell within that
    /// (models::fit::charge_gain_of). The profile is compared with it.
    double charge_gain = 1.0;
    RegionFiguresPart rmse_as_counted_mv;  // without it; null where it is 1
    /// The start that the voltages ask for, if it is clearly another one than was said or taken
    /// (models::fit::better_start_against), and the figures that it would give.
    std::optional<double> best_start_soc_pct;
    RegionFiguresPart rmse_at_best_start_mv;
    ProfileFitPart profile;
    std::vector<std::string> notes;
};
engine::Table table_of(const ValidateCellDocument*);

/// Of currents that are positive while charging.
ProfileFitPart profile_fit_part(const MeasuredProfile& profile,
                                const models::fit::ProfileReplay& replay);

/// A sentence where the samples, without a counter, may miss a percent of the capacity and more.
std::optional<std::string> doubt_of_charge(const MeasuredProfile& profile, double capacity_ah);

/// Asks whether the time is in ms, which makes a thousand times the charge of it, where that takes
/// the cell ten times its capacity away; else "".
std::string question_of_ms(double soc);

/// What speaks against what a profile was taken for, a sentence each: a charge that no cell comes
/// to (`remedy` asks what may be wrong), and a large error where its sign is not its own voltages'.
std::vector<std::string> doubts_about(const MeasuredProfile& profile,
                                      const models::fit::ProfileReplay& replay,
                                      const std::string& remedy);

std::string validate_cell_text(const ValidateCellDocument& document);

/// "  full   15.7 mV  …" for each region, and the bands.
std::string profile_fit_text(const ProfileFitPart& part);

/// Voltage, measured and of the model, and what is between them, over time and over charge.
std::string profile_fit_plots(const MeasuredProfile& profile,
                              const models::fit::ProfileReplay& replay);

/// A whole page around a body, without anything from elsewhere.
std::string report_page(const std::string& title, const std::string& body);

/// Writes a page; overwrites pages of this program alone. Throws engine::StoreError.
void write_page(const std::string& path, const std::string& page);

}  // namespace reports
