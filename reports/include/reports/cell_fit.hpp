#pragma once
// From measured profiles to a catalogue's cell.

#include "models/fit/cell_fit.hpp"
#include "reports/cell_validation.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace reports {

/// A file to learn from, as a person names it: FILE, FILE@soc_pct or FILE@soc_pct@degc, and behind
/// any of these @charged or @discharged.
struct FitFile {
    std::string file;
    std::optional<double> soc_pct;
    std::optional<double> degc;
    std::optional<models::fit::LastDone> last;
    /// Throws std::invalid_argument that says what is wrong.
    static FitFile parse(const std::string& text);
};

struct CellFitQuestion {
    std::vector<FitFile> ocv;
    std::vector<FitFile> dynamic;
    double capacity_ah = 0.0;
    std::string name;  // of the cell in the catalogue
    std::optional<models::fit::PositiveCurrent> positive;
    int most_evaluations = 250;
    std::function<void(int)> progress;
};

/// `banktwin fit --json`.
struct FitDocument {
    static constexpr const char* schema_name = "banktwin.fit/1";
    std::string schema = schema_name;
    std::string cell;
    std::string catalog;
    double capacity_ah = 0.0;
    double resistance_ohm = 0.0;
    std::string positive_current;
    int evaluations = 0;
    double covered_from_soc_pct = 0.0;
    double covered_to_soc_pct = 0.0;
    std::vector<ProfileFitPart> ocv;
    std::vector<ProfileFitPart> dynamic;
    std::vector<std::string> notes;
};
engine::Table table_of(const FitDocument*);

struct CellFitAnswer {
    FitDocument document;
    std::string yaml;   // a catalogue with the cell
    std::string plots;  // of every profile
};
/// Reads the files, fits, and measures the cell that `yaml` says (not the one before rounding) on
/// every profile. Throws engine::InputError.
CellFitAnswer fit_cell_from_files(const CellFitQuestion& question);

std::string fit_text(const FitDocument& document);

}  // namespace reports
