#include "engine/resolved.hpp"

#include "engine/catalog.hpp"
#include "engine/hash.hpp"
#include "engine/synthetic_weather.hpp"

#include <algorithm>

#include <yaml-cpp/emitter.h>

namespace engine {

namespace {

std::string describe(const Origin& origin) {
    if (!origin.source) {
        return "default";
    }
    switch (origin.source->author) {
        case Author::CommandLine:
            return "--set";
        case Author::ShippedCatalog:
            return "catalogue";
        case Author::UserCatalog:
        case Author::Scenario:
            break;
    }
    return origin.source->name + ':' + std::to_string(origin.line);
}

class Writer {
  public:
    Writer(const LoadedScenario& loaded, bool comments)
        : loaded_{loaded}, provenance_{loaded.provenance}, comments_{comments} {
        emitter_.SetIndent(2);
    }

    std::string text() const { return std::string{emitter_.c_str()} + '\n'; }

    void map(const ValueMap& map, const std::string& path) {
        emitter_ << YAML::BeginMap;
        for (const auto& [key, value] : map) {
            emitter_ << YAML::Key << key << YAML::Value;
            entry(value, path.empty() ? key : path + '.' + key);
        }
        emitter_ << YAML::EndMap;
    }

  private:
    void entry(const Value& value, const std::string& path) {
        const auto origin = provenance_.find(path);
        const bool is_curve = is_number_map(value);
        if (const auto* below = std::get_if<ValueMap>(&value.data());
            below != nullptr && !is_curve) {
            map(*below, path);
            return;
        }
        if (const auto* list = std::get_if<ValueList>(&value.data())) {
            emitter_ << YAML::BeginSeq;
            for (std::size_t i = 0; i < list->size(); ++i) {
                entry((*list)[i], path + '[' + std::to_string(i + 1) + ']');
            }
            emitter_ << YAML::EndSeq;
            return;
        }
        const Field* field = field_at(loaded_.scenario, path);
        is_state_of_charge_ = field != nullptr && field->is_state_of_charge;
        if (origin != provenance_.end() && origin->second.estimate) {
            estimate(value, *origin->second.estimate);
        } else {
            scalar_or_curve(value);
        }
        if (comments_) {
            emitter_ << YAML::Comment(origin == provenance_.end() ? "default"
                                                                  : describe(origin->second));
        }
    }

    static bool is_number_map(const Value& value) {
        const auto* map = std::get_if<ValueMap>(&value.data());
        return map != nullptr && !map->empty() && split_number(map->front().first).has_value();
    }

    void scalar_or_curve(const Value& value) {
        if (const auto* map = std::get_if<ValueMap>(&value.data())) {
            emitter_ << YAML::Flow << YAML::BeginMap;
            for (const auto& [at, number] : *map) {
                emitter_ << YAML::Key << at << YAML::Value
                         << shortest(std::get<double>(number.data()));
            }
            emitter_ << YAML::EndMap;
            return;
        }
        scalar(value);
    }

    /// Less than one percent of charge needs its sign, or the reader would ask for more.
    std::string text_of(double number) const {
        const bool is_little = is_state_of_charge_ && number > 0.0 && number < 1.0;
        return shortest(number) + (is_little ? " %" : "");
    }

    void scalar(const Value& value) {
        if (const auto* number = std::get_if<double>(&value.data())) {
            emitter_ << text_of(*number);
        } else if (const auto* whole = std::get_if<std::int64_t>(&value.data())) {
            emitter_ << *whole;
        } else if (const auto* boolean = std::get_if<bool>(&value.data())) {
            emitter_ << (*boolean ? "true" : "false");
        } else {
            const auto& text = std::get<std::string>(value.data());
            // Times of day and anything that might read as a number stand in quotes.
            const bool quoted = text.find(':') != std::string::npos ||
                                split_number(text).has_value() || text.front() == '+';
            if (quoted && !parse_date(text)) {
                emitter_ << YAML::SingleQuoted;
            }
            emitter_ << text;
        }
    }

    void estimate(const Value& value, const Estimate& estimate) {
        emitter_ << YAML::Flow << YAML::BeginMap << YAML::Key << "value" << YAML::Value;
        scalar_or_curve(value);
        const auto number = [&](const char* key, const std::optional<double>& amount) {
            if (amount) {
                emitter_ << YAML::Key << key << YAML::Value << text_of(*amount);
            }
        };
        number("low", estimate.low);
        number("high", estimate.high);
        if (!estimate.source.empty()) {
            emitter_ << YAML::Key << "source" << YAML::Value << estimate.source;
        }
        if (!estimate.note.empty()) {
            emitter_ << YAML::Key << "note" << YAML::Value << YAML::DoubleQuoted << estimate.note;
        }
        emitter_ << YAML::EndMap;
    }

    const LoadedScenario& loaded_;
    const Provenance& provenance_;
    bool comments_;
    bool is_state_of_charge_ = false;  // what is being written
    YAML::Emitter emitter_;
};

std::string unit_text(const Field& field) {
    const auto names = row_of(field.unit).names;
    return names.empty() ? std::string{} : std::string{names.front().name};
}

/// The scenario without models of one's own: every value of theirs is written out, so a shipped one
/// of the same law does.
Scenario without_own_models(Scenario scenario) {
    static const Catalog shipped = Catalog::shipped();
    const auto law_of = [](const std::string& model) {
        Node name;
        name.kind = Node::Kind::Scalar;
        name.text = model;
        return shipped.resolve("devices", name, model).find("type")->text;
    };
    for (auto& [name, device] : scenario.devices) {
        if (shipped.find("devices", device.model) != nullptr) {
            continue;
        }
        const std::string_view law = device_type_words[static_cast<std::size_t>(device.type)];
        const std::vector<std::string> models = shipped.names("devices");
        device.model = *std::find_if(models.begin(), models.end(), [&](const std::string& model) {
            return law_of(model) == law;
        });
    }
    if (shipped.find("bms", scenario.bms.model) == nullptr) {
        scenario.bms.model = BmsEntry{}.model;
    }
    return scenario;
}

}  // namespace

const Field* field_at(const Scenario& scenario, std::string_view path) {
    Table table = table_for<Scenario>();
    const Field* field = nullptr;
    std::size_t begin = 0;
    bool next_is_name = false;
    while (begin < path.size()) {
        const std::size_t end = std::min(path.find('.', begin), path.size());
        const std::string_view step = path.substr(begin, end - begin);
        begin = end + 1;
        if (next_is_name) {
            next_is_name = false;
            for (const auto& [name, device] : scenario.devices) {
                if (name == step) {
                    table = table_of(device.type);
                }
            }
            continue;
        }
        field = find_field(table, step);
        if (field == nullptr) {
            return nullptr;
        }
        next_is_name = field->type->shape == Shape::Map;
        if (field->type->table != nullptr) {
            table = field->type->table();
        }
    }
    return field;
}

std::string resolved_yaml(const LoadedScenario& loaded, bool comments) {
    Writer writer{loaded, comments};
    const Value value = to_value(without_own_models(loaded.scenario));
    ValueMap map = std::get<ValueMap>(value.data());
    if (loaded.scenario.weather) {
        // The weather tells the temperature; both cannot be given.
        std::erase_if(map, [](const auto& entry) { return entry.first == "ambient"; });
    }
    writer.map(map, "");
    return writer.text();
}

namespace {

/// Maps of scalars alone stand on one line, as people write them.
bool is_flat(const Node& node) {
    return std::none_of(node.entries.begin(), node.entries.end(), [](const Entry& entry) {
        return entry.value.is_map() || entry.value.is_list();
    });
}

void emit(YAML::Emitter& emitter, const Node& node, int depth) {
    if (node.is_map()) {
        if (depth > 0 && is_flat(node)) {
            emitter << YAML::Flow;
        }
        emitter << YAML::BeginMap;
        for (const Entry& entry : node.entries) {
            emitter << YAML::Key << entry.key << YAML::Value;
            emit(emitter, entry.value, depth + 1);
        }
        emitter << YAML::EndMap;
    } else if (node.is_list()) {
        emitter << YAML::BeginSeq;
        for (const Node& item : node.items) {
            emit(emitter, item, depth + 1);
        }
        emitter << YAML::EndSeq;
    } else if (node.is_null()) {
        emitter << YAML::Null;
    } else {
        const bool needs_quotes =
            node.quoted || node.text.find_first_of(",{}[]:") != std::string::npos;
        emitter << (needs_quotes ? YAML::DoubleQuoted : YAML::Auto) << node.text;
    }
}

}  // namespace

std::string node_yaml(const Node& node) {
    YAML::Emitter emitter;
    emit(emitter, node, 0);
    return std::string{emitter.c_str()} + '\n';
}

std::string scenario_hash(const LoadedScenario& loaded) {
    Fnv1a hash;
    hash.add(resolved_yaml(loaded, false));
    return hex(hash.value());
}

bool is_of_wiring_alone(std::string_view path) {
    return path.ends_with(".control_draws_a");
}

namespace {

Assumption rule_at(std::string path, std::string_view rule, std::string_view note) {
    return {.path = std::move(path),
            .value = std::string{rule},
            .low = std::nullopt,
            .high = std::nullopt,
            .unit = "",
            .note = std::string{note}};
}

Assumption rule_at(std::string path, const WeatherRule& rule) {
    return rule_at(std::move(path), rule.rule, rule.note);
}

void add_weather_rules(const Scenario& scenario, std::vector<Assumption>& out) {
    if (!scenario.weather) {
        return;
    }
    out.push_back(scenario.weather->file ? rule_at("weather.file", weather_rule)
                                         : rule_at("weather.synthetic", synthetic_rule));
    for (const auto& [name, device] : scenario.devices) {
        if (device.tilt_deg.value_or(0.0) > 0.0 &&
            scenario.weather->weather().sunlight == Sunlight::Horizontal) {
            out.push_back(rule_at(join("devices." + name, "tilt_deg"), tilt_rule));
        }
    }
}

/// What a profile is taken for where it says nothing.
void add_profile_rules(const Scenario& scenario, std::vector<Assumption>& out) {
    for (const auto& [name, device] : scenario.devices) {
        const bool is_speed = device.speed_profile.has_value();
        if (device.repeats_every || !(device.profile || is_speed)) {
            continue;
        }
        const PowerFile& file = is_speed ? device.speed_profile->steps : *device.profile;
        const std::string path = join("devices." + name, is_speed ? "speed_profile" : "profile");
        const std::string unit = is_speed ? " rpm" : " W";
        const auto on_day = [](SimTime at) { return "day " + shortest(to_days(at)); };
        const SimTime begins = file.begins(scenario.start);
        if (begins > SimTime{0}) {
            out.push_back(rule_at(path, "0" + unit + " before its first row", on_day(begins)));
        }
        const auto ends = file.ends(scenario.start);
        if (ends && *ends < scenario.horizon()) {
            out.push_back(rule_at(path, "its last row holds",
                                  shortest(file.rows->back().power_w) + unit + " from " +
                                      on_day(std::max(*ends, SimTime{0})) + " on"));
        }
    }
}

}  // namespace

std::vector<Assumption> assumptions_of(const LoadedScenario& loaded) {
    std::vector<Assumption> out;
    // What the bank says otherwise than its batteries is not used from them.
    const auto is_overridden = [&](const std::string& path) {
        constexpr std::string_view of_battery = "bank.battery.";
        return path.starts_with(of_battery) &&
               loaded.provenance.contains("bank." + path.substr(of_battery.size()));
    };
    // What a voltage does in the cold matters where there is one.
    const auto is_idle = [&](const std::string& path) {
        constexpr std::string_view coefficient = "_pct_per_k";
        return path.ends_with(".panel_voltage_pct_per_k") &&
               !loaded.provenance.contains(path.substr(0, path.size() - coefficient.size()) + "_v");
    };
    for (const auto& [path, origin] : loaded.provenance) {
        if (!origin.estimate || !origin.estimate->is_assumed() || is_overridden(path) ||
            is_idle(path) || is_of_wiring_alone(path)) {
            continue;
        }
        const Estimate& estimate = *origin.estimate;
        const Field* field = field_at(loaded.scenario, path);
        out.push_back({.path = path,
                       .value = estimate.value ? shortest(*estimate.value) : "curve",
                       .low = estimate.low,
                       .high = estimate.high,
                       .unit = field != nullptr ? unit_text(*field) : "",
                       .note = estimate.note});
    }
    for (const bms::SettingRow& row : bms::settings_table) {
        const std::string path = join("bms", row.key);
        if (row.basis != bms::Basis::Assumed || loaded.provenance.contains(path)) {
            continue;
        }
        const Field& field = *find_field(table_for<BmsEntry>(), row.key);
        out.push_back({.path = path,
                       .value = shortest(row.standard / field.steps_per_unit),
                       .low = std::nullopt,
                       .high = std::nullopt,
                       .unit = unit_text(field),
                       .note = row.source});
    }
    add_weather_rules(loaded.scenario, out);
    add_profile_rules(loaded.scenario, out);
    return out;
}

}  // namespace engine
