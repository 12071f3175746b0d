// PVGIS's hourly series as JSON. Read by the YAML parser, of which JSON is a part: it tells where
// everything stands.

#include "weather_builder.hpp"

#include <array>
#include <map>
#include <sstream>
#include <utility>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace engine {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 4> places{{
    {"inputs.location.latitude", "latitude_deg"},
    {"inputs.location.longitude", "longitude_deg"},
    {"inputs.mounting_system.fixed.slope.value", "slope_deg"},
    {"inputs.mounting_system.fixed.azimuth.value", "azimuth_from_south_deg"},
}};
constexpr std::string_view row_path = "outputs.hourly[]";

constexpr std::array whole{sun_column("G(i)", &WeatherHour::plane_w_m2)};
constexpr std::array parts{
    sun_column("Gb(i)", &WeatherHour::plane_w_m2),
    sun_column("Gd(i)", &WeatherHour::plane_w_m2),
    sun_column("Gr(i)", &WeatherHour::plane_w_m2),
};

/// Follows the document, and takes what is meant for us on the way.
class Follower final : public YAML::EventHandler {
  public:
    explicit Follower(std::string name) : name_{std::move(name)} {
        builder_.weather().sunlight = Sunlight::Plane;
    }

    Weather finished() { return builder_.finished(mistake({})); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { value(mark, "null"); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        throw mistake(mark)("an alias; JSON has none");
    }
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  const std::string& text) override {
        if (!open_.empty() && open_.back().waits_for_key) {
            open_.back().key = text;
            open_.back().waits_for_key = false;
            return;
        }
        value(mark, text);
    }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        open_.push_back({.is_list = true, .waits_for_key = false, .key = {}});
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        if (path() == row_path) {
            row_.clear();
            row_mark_ = mark;
        }
        open_.push_back({.is_list = false, .waits_for_key = true, .key = {}});
    }
    void OnMapEnd() override {
        open_.pop_back();
        if (path() == row_path) {
            take_row();
        }
        expect_key();
    }

  private:
    struct Level {
        bool is_list;
        bool waits_for_key;
        std::string key;
    };
    struct Cell {
        std::string text;
        YAML::Mark mark;
    };

    WeatherMistake mistake(const YAML::Mark& mark) const {
        const int line = mark.is_null() ? 1 : mark.line + 1;
        const int column = mark.is_null() ? 1 : mark.column + 1;
        return [this, line, column](const std::string& message) {
            return InputError({.file = name_, .line = line, .column = column}, "", message);
        };
    }
    /// "outputs.hourly[].T2m"
    std::string path() const {
        std::string out;
        for (const Level& level : open_) {
            out += level.is_list ? "[]" : (out.empty() ? "" : ".") + level.key;
        }
        return out;
    }
    void expect_key() {
        if (!open_.empty() && !open_.back().is_list) {
            open_.back().waits_for_key = true;
        }
    }
    void close() {
        open_.pop_back();
        expect_key();
    }
    void value(const YAML::Mark& mark, const std::string& text) {
        const std::string at = path();
        if (at.starts_with(row_path) && at.size() > row_path.size()) {
            row_.insert_or_assign(at.substr(row_path.size() + 1), Cell{text, mark});
        }
        for (const auto& [said, key] : places) {
            for (const PlaceRow& place : place_rows) {
                if (said == at && place.key == key && text != "-") {
                    builder_.weather().*place.member =
                        weather_number(text, place.lowest, place.highest, mistake(mark));
                }
            }
        }
        expect_key();
    }
    const Cell& cell(std::string_view name) const {
        const auto found = row_.find(std::string{name});
        if (found == row_.end()) {
            throw mistake(row_mark_)("an hour without " + std::string{name});
        }
        return found->second;
    }
    void take(WeatherHour& hour, const WeatherColumn& column) const {
        const Cell& written = cell(column.name);
        hour.*column.member +=
            weather_number(written.text, column.lowest, column.highest, mistake(written.mark));
    }
    void take_row() {
        const Cell& time = cell("time");
        const auto begins = pvgis_hour(time.text);
        if (!begins) {
            throw mistake(time.mark)("expected a time like 20160101:0010, not \"" + time.text +
                                     '"');
        }
        WeatherHour hour{.begins = *begins};
        take(hour, temperature_column("T2m"));
        if (row_.contains("Gb(i)")) {
            for (const WeatherColumn& column : parts) {
                take(hour, column);
            }
        } else {
            take(hour, whole.front());
        }
        builder_.add(hour, time.text, mistake(time.mark));
    }

    std::string name_;
    WeatherBuilder builder_{WeatherFormat::PvgisHourlyJson};
    std::vector<Level> open_;
    std::map<std::string, Cell> row_;  // of the hour that is open
    YAML::Mark row_mark_;
};

}  // namespace

Weather read_weather_json(const std::string& text, const std::string& name) {
    std::istringstream stream{text};
    Follower follower{name};
    try {
        YAML::Parser{stream}.HandleNextDocument(follower);
    } catch (const YAML::ParserException& error) {
        throw InputError(
            {.file = name, .line = error.mark.line + 1, .column = error.mark.column + 1}, "",
            "not JSON: " + error.msg);
    }
    return follower.finished();
}

}  // namespace engine
