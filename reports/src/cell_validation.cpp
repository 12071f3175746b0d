#include "reports/cell_validation.hpp"

#include "engine/bank_builder.hpp"
#include "engine/catalog.hpp"
#include "engine/output_file.hpp"
#include "engine/reader.hpp"
#include "engine/scenario_checks.hpp"
#include "engine/scenario_loader.hpp"
#include "reports/plot.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::field;
using engine::Table;
using models::fit::ProfileReplay;
using models::fit::SocRegion;
using models::fit::VoltageError;

constexpr double percent = 100.0;
constexpr double milli = 1000.0;
constexpr double seconds_per_hour = 3600.0;
constexpr std::string_view page_mark = "<!DOCTYPE html>\n<!-- banktwin report -->\n";

/// The regions of the figures, in the order of models::fit::soc_regions.
constexpr std::array<std::optional<double> RegionFiguresPart::*, models::fit::soc_regions.size()>
    region_members{&RegionFiguresPart::full, &RegionFiguresPart::above_5,
                   &RegionFiguresPart::from_10_to_95, &RegionFiguresPart::from_10_to_90};
constexpr std::array<std::string_view, models::fit::soc_regions.size()> region_titles{
    "full range", "above 5 %", "10 to 95 %", "10 to 90 %"};

std::string figure(const std::optional<double>& value) {
    return value ? fmt::format("{:.2f}", *value) : "-";
}

}  // namespace

Table table_of(const RegionFiguresPart*) {
    static constexpr std::array table{
        field<&RegionFiguresPart::full>("full", "over all samples"),
        field<&RegionFiguresPart::above_5>("above_5", "above 5 % of charge"),
        field<&RegionFiguresPart::from_10_to_95>("10_to_95", "between 10 and 95 %"),
        field<&RegionFiguresPart::from_10_to_90>("10_to_90", "between 10 and 90 %"),
    };
    return table;
}

Table table_of(const SocBandPart*) {
    static constexpr std::array table{
        field<&SocBandPart::from_soc_pct>("from_soc_pct", "where the band begins"),
        field<&SocBandPart::to_soc_pct>("to_soc_pct", "where it ends"),
        field<&SocBandPart::rmse_mv>("rmse_mv", "root mean square of measured less model"),
        field<&SocBandPart::mean_mv>("mean_mv", "mean of measured less model"),
        field<&SocBandPart::time_s>("time_s", "how long the profile is there"),
    };
    return table;
}

namespace {

/// The rows of a profile, for the part and for the document that has them at its top.
template <auto... outer>
constexpr auto profile_rows() {
    return std::array{
        field<outer..., &ProfileFitPart::samples>("samples", "rows of the file"),
        field<outer..., &ProfileFitPart::duration_s>("duration_s", "from the first to the last"),
        field<outer..., &ProfileFitPart::start_soc_pct>("start_soc_pct",
                                                        "state of charge at the first row"),
        field<outer..., &ProfileFitPart::end_soc_pct>(
            "end_soc_pct", "state of charge at the last row, by the charge that flowed"),
        field<outer..., &ProfileFitPart::charge_from>(
            "charge_from",
            "what tells that charge: the file's counter, or the sum of its currents"),
        field<outer..., &ProfileFitPart::coldest_degc>("coldest_degc", "lowest temperature"),
        field<outer..., &ProfileFitPart::warmest_degc>("warmest_degc", "highest temperature"),
        field<outer..., &ProfileFitPart::rmse_mv>(
            "rmse_mv", "root mean square of measured less model by region, weighted by time"),
        field<outer..., &ProfileFitPart::mean_error_mv>("mean_error_mv",
                                                        "mean of measured less model by region"),
        field<outer..., &ProfileFitPart::bands>("bands", "errors for every 10 % of charge"),
    };
}

template <std::size_t a, std::size_t b>
constexpr auto joined(const std::array<engine::Field, a>& first,
                      const std::array<engine::Field, b>& second) {
    std::array<engine::Field, a + b> all{};
    std::copy(first.begin(), first.end(), all.begin());
    std::copy(second.begin(), second.end(), all.begin() + a);
    return all;
}

}  // namespace

Table table_of(const ProfileFitPart*) {
    static constexpr auto table = joined(
        std::array{field<&ProfileFitPart::file>("file", "the measured profile")}, profile_rows<>());
    return table;
}

Table table_of(const ValidateCellDocument*) {
    static constexpr auto table = joined(
        std::array{
            field<&ValidateCellDocument::schema>("schema", "banktwin.validate_cell/1"),
            field<&ValidateCellDocument::cell>("cell", "its name in the catalogue"),
            field<&ValidateCellDocument::catalog>("catalog", "the file with the cell"),
            field<&ValidateCellDocument::capacity_ah>("capacity_ah",
                                                      "of the cell, or as --capacity-ah said"),
            field<&ValidateCellDocument::positive_current>(
                "positive_current", "what positive current does in the file: charge or discharge"),
            field<&ValidateCellDocument::charge_uncertainty_ah>(
                "charge_uncertainty_ah",
                "what the sum of the currents misses between the samples, one standard deviation; "
                "0 where a counter tells the charge"),
            field<&ValidateCellDocument::charge_gain_bound>(
                "charge_gain_bound",
                "how far charge_gain may be from 1: three times charge_uncertainty_ah as a share, "
                "but never more than 0.5 %, even where that is less than one deviation; 0 where a "
                "counter tells the charge"),
            field<&ValidateCellDocument::charge_gain>(
                "charge_gain",
                "charge that went by over what the currents add up to, as the voltages of this "
                "profile tell within charge_gain_bound"),
            field<&ValidateCellDocument::rmse_as_counted_mv>(
                "rmse_as_counted_mv", "rmse_mv without charge_gain; null where that is 1"),
            field<&ValidateCellDocument::best_start_soc_pct>(
                "best_start_soc_pct",
                "state of charge at the first row that the voltages ask for, where it is clearly "
                "another than start_soc_pct; else null"),
            field<&ValidateCellDocument::rmse_at_best_start_mv>(
                "rmse_at_best_start_mv", "rmse_mv if the profile started there; else null"),
            field<&ValidateCellDocument::notes>("notes", "what was assumed, and what is odd"),
            field<&ValidateCellDocument::profile, &ProfileFitPart::file>("file",
                                                                         "the measured profile")},
        profile_rows<&ValidateCellDocument::profile>());
    return table;
}

namespace {

engine::Node word_node(const std::string& text) {
    engine::Node word;
    word.kind = engine::Node::Kind::Scalar;
    word.text = text;
    return word;
}

void add_catalog(engine::Catalog& catalog, const std::string& text, const std::string& file) {
    catalog.add(text, std::make_shared<engine::Source>(
                          engine::Source{.name = file, .author = engine::Author::UserCatalog}));
}

CellModel model_of_cell(const engine::Catalog& catalog, const std::string& name) {
    CellModel model;
    const engine::Node& written = *catalog.find("cells", name);
    engine::Provenance provenance;
    engine::Reader reader{provenance};
    const std::string path = engine::join("cells", name);
    const engine::Node node = catalog.resolve("cells", word_node(name), path);
    reader.record(node, path, model.entry);
    engine::check_cell(model.entry, node, path);
    if (!model.entry.capacity_ah || !model.entry.resistance_ohm) {
        throw engine::InputError(written.place(), name,
                                 std::string{"says no "} +
                                     (model.entry.capacity_ah ? "resistance_ohm" : "capacity_ah") +
                                     " of the cell, so it cannot stand alone; a battery of such "
                                     "cells can, say its name");
    }
    model.capacity_ah = *model.entry.capacity_ah;
    model.resistance_ohm = *model.entry.resistance_ohm;
    return model;
}

CellModel model_of_battery(const engine::Catalog& catalog, const std::string& name) {
    engine::Provenance provenance;
    const engine::BatteryEntry battery = engine::read_battery(catalog, name, provenance);
    CellModel model;
    model.entry = battery.cell;
    model.capacity_ah = battery.capacity_ah;
    model.resistance_ohm = battery.internal_resistance_ohm / battery.cells;
    return model;
}

/// A cell of that name, else a battery.
CellModel model_of(const engine::Catalog& catalog, const std::string& name,
                   const std::string& file) {
    CellModel model = catalog.find("cells", name) != nullptr ? model_of_cell(catalog, name)
                                                             : model_of_battery(catalog, name);
    model.name = name;
    model.file = file;
    model.chemistry = engine::chemistry_of(model.entry);
    return model;
}

std::vector<std::string> names_in(const engine::Node& root, std::string_view section) {
    std::vector<std::string> names;
    if (const engine::Node* entries = root.find(section)) {
        for (const engine::Entry& entry : entries->entries) {
            names.push_back(entry.key);
        }
    }
    return names;
}

}  // namespace

CellModel CellModel::of_size(double its_capacity_ah) const {
    CellModel out = *this;
    out.resistance_ohm = resistance_ohm * capacity_ah / its_capacity_ah;
    out.capacity_ah = its_capacity_ah;
    return out;
}

CellModel find_cell_model(const std::string& what, const std::string& name,
                          const std::vector<std::string>& user_catalogs) {
    engine::Catalog catalog = engine::Catalog::shipped();
    for (const std::string& file : user_catalogs) {
        add_catalog(catalog, engine::read_text_file(file, engine::InputFault::NamedFile), file);
    }
    for (const std::string_view section : {"cells", "batteries"}) {
        if (const engine::Node* found = catalog.find(section, what)) {
            return model_of(catalog, what, found->source->name);
        }
    }
    return cell_model_from(engine::read_text_file(what, engine::InputFault::Scenario), what, name);
}

CellModel cell_model_from(const std::string& text, const std::string& file,
                          const std::string& name) {
    engine::Catalog catalog = engine::Catalog::shipped();
    add_catalog(catalog, text, file);
    const engine::Node root =
        engine::parse_yaml(text, std::make_shared<engine::Source>(engine::Source{.name = file}));
    // A battery takes one of the file's cells; the cell is what is asked for, if there is one.
    std::vector<std::string> names = names_in(root, "cells");
    const std::vector<std::string> batteries = names_in(root, "batteries");
    if (names.empty() || !name.empty()) {
        names.insert(names.end(), batteries.begin(), batteries.end());
    }
    const bool is_known = std::find(names.begin(), names.end(), name) != names.end();
    if (names.empty() || (!name.empty() && !is_known) || (name.empty() && names.size() > 1)) {
        std::string all;
        for (const std::string& one : names) {
            all += (all.empty() ? "" : ", ") + one;
        }
        throw engine::InputError({.file = file}, "cells",
                                 names.empty()  ? "has no cells"
                                 : name.empty() ? "has several cells, say which with --cell: " + all
                                                : "has no cell \"" + name + "\", only " + all);
    }
    return model_of(catalog, name.empty() ? names.front() : name, file);
}

ProfileFitPart profile_fit_part(const MeasuredProfile& profile, const ProfileReplay& replay) {
    const models::fit::Profile& samples = profile.samples;
    const auto [coldest, warmest] =
        std::minmax_element(samples.temperature_degc.begin(), samples.temperature_degc.end());
    ProfileFitPart part{.file = profile.file,
                        .samples = static_cast<int>(samples.size()),
                        .duration_s = samples.duration_s(),
                        .start_soc_pct = replay.soc.front() * percent,
                        .end_soc_pct = replay.soc.back() * percent,
                        .charge_from = profile.is_counted ? "counter" : "currents",
                        .coldest_degc = *coldest,
                        .warmest_degc = *warmest,
                        .rmse_mv = {},
                        .mean_error_mv = {},
                        .bands = {}};
    for (std::size_t i = 0; i < region_members.size(); ++i) {
        const auto error = voltage_error(samples, replay, models::fit::soc_regions[i]);
        if (error) {
            part.rmse_mv.*region_members[i] = error->rmse_v * milli;
            part.mean_error_mv.*region_members[i] = error->mean_v * milli;
        }
    }
    constexpr int bands = 10;
    for (int band = 0; band < bands; ++band) {
        const SocRegion region{.name = "",
                               .above = band == 0 ? -1e9 : band / 10.0,
                               .below = band + 1 == bands ? 1e9 : (band + 1) / 10.0};
        if (const auto error = voltage_error(samples, replay, region)) {
            part.bands.push_back({.from_soc_pct = band * 10.0,
                                  .to_soc_pct = (band + 1) * 10.0,
                                  .rmse_mv = error->rmse_v * milli,
                                  .mean_mv = error->mean_v * milli,
                                  .time_s = error->time_s});
        }
    }
    return part;
}

std::optional<std::string> doubt_of_charge(const MeasuredProfile& profile, double capacity_ah) {
    constexpr double worth_a_word = 0.01;
    const double missed_ah = models::fit::charge_uncertainty_ah(profile.samples);
    if (profile.is_counted || missed_ah < worth_a_word * capacity_ah) {
        return std::nullopt;
    }
    return fmt::format(
        "{}: between its samples the current may have moved {:.3g} Ah, {:.1f} % of the capacity, "
        "more or less than the rows say (one standard deviation): log more often, mean currents, "
        "or "
        "a counter",
        profile.file, missed_ah, missed_ah / capacity_ah * percent);
}

std::string question_of_ms(double soc) {
    constexpr double as_of_ms = 10.0;
    return std::fabs(soc) > as_of_ms ? " Is time_s in ms?" : "";
}

std::vector<std::string> doubts_about(const MeasuredProfile& profile, const ProfileReplay& replay,
                                      const std::string& remedy) {
    constexpr double least_soc = -0.05;
    constexpr double most_soc = 1.05;
    constexpr double odd_v = 0.02;
    std::vector<std::string> out;
    const auto [lowest, highest] = std::minmax_element(replay.soc.begin(), replay.soc.end());
    for (const auto& [soc, is_beyond, what] : {std::tuple{*lowest, *lowest < least_soc, "empty"},
                                               std::tuple{*highest, *highest > most_soc, "full"}}) {
        if (is_beyond) {
            out.push_back(
                fmt::format("{}: its charge takes the cell from {:.1f} to {:.1f} %, far beyond {}, "
                            "where no cell gets; {}{}",
                            profile.file, replay.soc.front() * percent, soc * percent, what, remedy,
                            question_of_ms(soc)));
        }
    }
    auto error = voltage_error(profile.samples, replay, models::fit::soc_regions[2]);
    if (!error) {
        error = voltage_error(profile.samples, replay, models::fit::soc_regions[0]);
    }
    if (profile.seen && error && error->rmse_v > odd_v) {
        out.push_back(
            fmt::format("{}: {:.0f} mV off from 10 to 95 %: is its state of charge at the start "
                        "another one, has "
                        "it rests or jumps of its current that the samples leave out, or is its "
                        "voltage a sample "
                        "late?",
                        profile.file, error->rmse_v * milli));
    }
    if (!profile.seen && error && error->rmse_v > odd_v) {
        out.push_back(fmt::format(
            "{}: {:.0f} mV off, and its own voltages do not tell the sign of its current, of which "
            "positive is taken to {}: is it the other way round in this file?",
            profile.file, error->rmse_v * milli, word_of(profile.taken)));
    }
    return out;
}

std::string profile_fit_text(const ProfileFitPart& part) {
    std::string out = fmt::format("{}\n  {} samples, {:.2f} h, {:g}", part.file, part.samples,
                                  part.duration_s / seconds_per_hour, part.coldest_degc);
    if (part.warmest_degc > part.coldest_degc) {
        out += fmt::format(" to {:g}", part.warmest_degc);
    }
    out += fmt::format(" °C, from {:.2f} to {:.2f} % of charge by its {}\n", part.start_soc_pct,
                       part.end_soc_pct, part.charge_from);
    out += fmt::format("  {:<12}{:>10}{:>11}\n", "", "RMSE, mV", "mean, mV");
    for (std::size_t i = 0; i < region_members.size(); ++i) {
        out += fmt::format("  {:<12}{:>10}{:>11}\n", region_titles[i],
                           figure(part.rmse_mv.*region_members[i]),
                           figure(part.mean_error_mv.*region_members[i]));
    }
    return out;
}

std::string validate_cell_text(const ValidateCellDocument& document) {
    std::string out =
        fmt::format("{} ({:g} Ah) of {} against\n{}", document.cell, document.capacity_ah,
                    document.catalog, profile_fit_text(document.profile));
    out += "  by charge\n";
    for (const SocBandPart& band : document.profile.bands) {
        out += fmt::format("  {:<12}{:>10.2f}{:>11.2f}{:>9.2f} h\n",
                           fmt::format("{:g} to {:g} %", band.from_soc_pct, band.to_soc_pct),
                           band.rmse_mv, band.mean_mv, band.time_s / seconds_per_hour);
    }
    if (document.charge_gain != 1.0) {
        const RegionFiguresPart& counted = document.rmse_as_counted_mv;
        const double more_pct = (document.charge_gain - 1.0) * percent;
        out += fmt::format(
            "The voltages say {:.2f} % {} charge than the currents add up to, which between the "
            "samples miss\n{:.2f} Ah (one standard deviation). As counted: {} mV full, {} above 5 "
            "%, {} from 10 to 95 %.\n",
            std::abs(more_pct), more_pct > 0.0 ? "more" : "less", document.charge_uncertainty_ah,
            figure(counted.full), figure(counted.above_5), figure(counted.from_10_to_95));
    }
    for (const std::string& note : document.notes) {
        out += "Note: " + note + '\n';
    }
    return out + fmt::format("Measured less model; positive current {}s in the file.\n",
                             document.positive_current);
}

std::string profile_fit_plots(const MeasuredProfile& profile, const ProfileReplay& replay) {
    const models::fit::Profile& samples = profile.samples;
    std::vector<double> hours;
    std::vector<double> soc_pct;
    std::vector<double> error_mv;
    std::vector<double> magnitudes_mv;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        hours.push_back((samples.time_s[i] - samples.time_s.front()) / seconds_per_hour);
        soc_pct.push_back(replay.soc[i] * percent);
        error_mv.push_back((samples.voltage_v[i] - replay.voltage_v[i]) * milli);
        magnitudes_mv.push_back(std::max(error_mv.back(), -error_mv.back()));
    }
    // A few samples at the ends must not flatten the rest.
    const auto far = magnitudes_mv.begin() +
                     static_cast<std::ptrdiff_t>(0.98 * static_cast<double>(samples.size()));
    std::nth_element(magnitudes_mv.begin(), far, magnitudes_mv.end());
    const double reach_mv = std::max(5.0, 1.2 * *far);
    const auto residual = [&](const std::vector<double>& x, const std::string& x_label) {
        return svg_of({.title = "Measured less model",
                       .x_label = x_label,
                       .y_label = "mV",
                       .lines = {{.label = "", .colour = "#1f6feb", .x = x, .y = error_mv}},
                       .y_reach = reach_mv});
    };
    return svg_of(
               {.title = profile.file,
                .x_label = "hours",
                .y_label = "V",
                .lines =
                    {{.label = "measured", .colour = "#8c959f", .x = hours, .y = samples.voltage_v},
                     {.label = "model", .colour = "#cf222e", .x = hours, .y = replay.voltage_v}},
                .y_reach = std::nullopt}) +
           residual(hours, "hours") + residual(soc_pct, "state of charge, %");
}

std::string report_page(const std::string& title, const std::string& body) {
    return std::string{page_mark} +
           "<html lang='en'><head><meta charset='utf-8'>"
           "<meta name='viewport' content='width=device-width'><title>" +
           html_text(title) +
           "</title>\n<style>body{font-family:sans-serif;max-width:920px;margin:1em auto;"
           "padding:0 1em}svg{max-width:100%;height:auto}pre{overflow-x:auto}</style></head>\n"
           "<body><h1>" +
           html_text(title) + "</h1>\n" + body + "</body></html>\n";
}

void write_page(const std::string& path, const std::string& page) {
    engine::OutputFile file{path, {.name = "banktwin report", .mark = page_mark}};
    file.write(page);
    file.finish();
}

}  // namespace reports
