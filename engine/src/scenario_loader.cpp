#include "engine/scenario_loader.hpp"

#include "climate_by_latitude.hpp"
#include "engine/hash.hpp"
#include "engine/refused_product.hpp"
#include "engine/resolved.hpp"
#include "engine/scenario_checks.hpp"
#include "engine/synthetic_weather.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <string_view>

namespace engine {

Node parse_file(const std::string& path, InputFault fault, Author author) {
    const std::string text = read_text_file(path, fault);
    return parse_yaml(
        text,
        std::make_shared<Source>(Source{
            .name = path == "-" ? "standard input" : path, .author = author, .fault = fault}));
}

namespace {

constexpr int most_bases = 16;
constexpr std::ptrdiff_t most_steps = 64;

/// A key that somebody knows from elsewhere, and what to do instead.
struct Misplaced {
    std::string_view key, told;
};
/// Whoever gives a sweep where a scenario belongs has mixed up two files, or two keys.
constexpr std::array<Misplaced, 1> of_a_sweep{{
    {"base",
     "is a key of a sweep, which banktwin sweep runs; a scenario builds upon another by extends"},
}};
/// What other files a scenario takes is known before anything is changed in it.
constexpr std::array<Misplaced, 2> of_files{{
    {"catalog",
     "cannot be set; name the files in the scenario, catalog: [mine.yaml], or put them into "
     "~/.config/banktwin/catalog"},
    {"extends", "cannot be set; write extends: base.yaml in the scenario"},
}};

void refuse(const Node& map, std::span<const Misplaced> keys) {
    for (const Entry& entry : map.entries) {
        for (const Misplaced& misplaced : keys) {
            if (entry.key == misplaced.key) {
                throw error_at(entry, entry.key, std::string{misplaced.told});
            }
        }
    }
}

/// The map of a file with all its bases below it. Catalogue files it names are collected with their
/// paths made good.
Node with_bases(Node root, const std::string& file, int depth, std::vector<std::string>& catalogs) {
    if (!root.is_map()) {
        throw error_at(root, "",
                       root.is_null() ? "is empty; try banktwin new campervan > my.yaml"
                                      : "expected a map of keys and values");
    }
    refuse(root, of_a_sweep);
    std::vector<std::string> own_catalogs;
    if (const Node* list = root.find("catalog")) {
        if (!list->is_list()) {
            throw error_at(*list, "catalog", "expected a list of files: [mine.yaml]");
        }
        for (const Node& item : list->items) {
            own_catalogs.push_back(
                path_next_to(file, Reader::text(item, "catalog", "a file of catalogue entries")));
        }
    }
    const Node* extends = root.find("extends");
    Node complete = root;
    if (extends != nullptr) {
        const std::string base =
            path_next_to(file, Reader::text(*extends, "extends", "the file to build upon"));
        if (depth >= most_bases) {
            throw error_at(*extends, "extends", "goes in a circle, or deeper than 16 files");
        }
        Node below = parse_file(base, InputFault::NamedFile, Author::Scenario);
        complete = merged(with_bases(std::move(below), base, depth + 1, catalogs), root);
    }
    std::erase_if(complete.entries, [](const Entry& entry) {
        return entry.key == "extends" || entry.key == "catalog";
    });
    catalogs.insert(catalogs.end(), own_catalogs.begin(), own_catalogs.end());
    return complete;
}

/// An argument is named whole; it has no lines and columns to point at.
void forget_place(Node& node) {
    node.line = node.column = 0;
    for (Node& item : node.items) {
        forget_place(item);
    }
    for (Entry& entry : node.entries) {
        entry.line = entry.column = 0;
        forget_place(entry.value);
    }
}

Node value_of_set(const std::string& text, const std::shared_ptr<const Source>& source) {
    try {
        Node value = parse_yaml(text, source);
        forget_place(value);
        return value;
    } catch (const InputError& error) {
        throw InputError({.file = source->name}, error.key(), error.message(), error.fault());
    }
}

/// "devices.fridge.draws=60W" as a map of one path.
Node node_of_set(const std::string& set) {
    const auto source = std::make_shared<Source>(Source{
        .name = "--set " + set, .author = Author::CommandLine, .fault = InputFault::Scenario});
    const std::size_t equals = set.find('=');
    if (equals == std::string::npos || equals == 0) {
        Node nothing;
        nothing.source = source;
        throw error_at(nothing, "", "expected path=value, e.g. devices.fridge.draws=60W");
    }
    return at_path(set.substr(0, equals), value_of_set(set.substr(equals + 1), source), 0, 0);
}

/// A path may go on below the name of a catalogue entry, which then stands for {like: name}.
void open_names(Node& base, const Node& change) {
    constexpr std::array<std::string_view, 5> named{"battery", "cell", "enclosure", "synthetic",
                                                    "product"};
    for (const Entry& entry : change.entries) {
        Node* below = base.find(entry.key);
        if (below == nullptr || !entry.value.is_map() || entry.value.find("like") != nullptr) {
            continue;
        }
        if (below->is_scalar() && std::count(named.begin(), named.end(), entry.key) > 0) {
            Node map;
            map.kind = Node::Kind::Map;
            map.source = below->source;
            map.line = below->line;
            map.column = below->column;
            map.entries.push_back(
                {.key = "like", .value = *below, .line = below->line, .column = below->column});
            *below = std::move(map);
        }
        open_names(*below, entry.value);
    }
}

/// `--set` and the axes of a sweep.
Node changed(Node root, const Node& change) {
    refuse(change, of_files);
    open_names(root, change);
    return merged(std::move(root), change);
}

/// A catalogue's value would stand in for it silently.
void refuse_nulls(const Node& map, const std::string& path) {
    for (const Entry& entry : map.entries) {
        if (entry.value.is_null()) {
            throw error_at(entry.value, join(path, entry.key), "has no value");
        }
    }
}

Node scalar_of(std::string_view text) {
    Node node;
    node.kind = Node::Kind::Scalar;
    node.text = text;
    return node;
}

/// Manual §2.1.
constexpr std::string_view no_ve_bus =
    " has no input that a smallBMS NG can switch, only VE.Bus (manual §2.1); a VE.Bus BMS NG or a "
    "Lynx Smart BMS NG can";
constexpr std::string_view not_ng =
    " does not talk to a smallBMS NG (manual §2.1); take Lithium NG batteries";

/// Why a product of the catalogue cannot be used; nothing for one that can.
std::string refusal_of(const Node& product, const std::string& path) {
    const Node* refused = product.find("refused");
    if (refused == nullptr) {
        return {};
    }
    const auto why =
        static_cast<Refusal>(read_choice(*refused, choice_words(Refusal{}), join(path, "refused")));
    const Node* name = product.find("name");
    return (name != nullptr ? name->text : "it") +
           std::string{why == Refusal::VeBus ? no_ve_bus : not_ng};
}

/// R-BAT-10, R-SYS-8: what the maker has and no smallBMS NG works with is refused by name where an
/// entry of `section` belongs, not as unknown.
void refuse_by_name(const Node& node, std::string_view section, const Catalog& catalog,
                    const std::string& path) {
    const Node* like = node.find("like");
    const Node& name = like != nullptr ? *like : node;
    if (!name.is_scalar() || catalog.find(section, name.text) != nullptr) {
        return;
    }
    if (const auto product = refused_product(catalog, name.text)) {
        const std::string at = like != nullptr ? join(path, "like") : path;
        throw error_at(name, at,
                       refusal_of(catalog.resolve("products", scalar_of(*product), at), at));
    }
}

/// A product that is refused is so where it was asked for. Its output switches the device, unless
/// the device says otherwise.
void resolve_product(Node& device, const Catalog& catalog, const std::string& path) {
    Node* product = device.find("product");
    if (product == nullptr) {
        return;
    }
    const std::string at = join(path, "product");
    refuse_by_name(*product, "products", catalog, at);
    const Node complete = catalog.resolve("products", *product, at);
    if (const std::string refusal = refusal_of(complete, at); !refusal.empty()) {
        throw error_at(*product, at, refusal);
    }
    *product = complete;
    const Node* output = complete.find("switched_by");
    if (output != nullptr && device.find("switched_by") == nullptr) {
        device.entries.push_back({.key = "switched_by",
                                  .value = *output,
                                  .line = output->line,
                                  .column = output->column});
    }
}

void resolve_from_catalog(Node& root, const Catalog& catalog) {
    if (Node* bank = root.find("bank")) {
        if (Node* battery = bank->find("battery")) {
            refuse_nulls(*battery, "bank.battery");
            refuse_by_name(*battery, "batteries", catalog, "bank.battery");
            *battery = catalog.resolve("batteries", *battery, "bank.battery");
        }
        if (Node* enclosure = bank->find("enclosure")) {
            *enclosure = catalog.resolve("enclosures", *enclosure, "bank.enclosure");
        }
    }
    if (Node* weather = root.find("weather")) {
        if (Node* climate = weather->find("synthetic")) {
            const bool is_own = climate->is_map() && climate->find("like") == nullptr;
            *climate = is_own ? by_latitude(*climate, catalog)
                              : catalog.resolve("climates", *climate, "weather.synthetic");
        }
    }
    if (Node* events = root.find("events"); events != nullptr && events->is_list()) {
        for (std::size_t i = 0; i < events->items.size(); ++i) {
            Node* exchange = events->items[i].find("exchanged_for");
            Node* battery = exchange != nullptr ? exchange->find("battery") : nullptr;
            if (battery != nullptr) {
                const std::string path =
                    "events[" + std::to_string(i + 1) + "].exchanged_for.battery";
                refuse_by_name(*battery, "batteries", catalog, path);
                *battery = catalog.resolve("batteries", *battery, path);
            }
        }
    }
    Node default_bms;
    default_bms.kind = Node::Kind::Map;
    default_bms.source = root.source;
    if (root.find("bms") == nullptr) {
        root.entries.push_back({.key = "bms", .value = default_bms, .line = 0, .column = 0});
    }
    Node& bms = *root.find("bms");
    if (bms.is_map()) {
        refuse_nulls(bms, "bms");
        Node model;
        model.kind = Node::Kind::Scalar;
        model.source = bms.source;
        model.text = BmsEntry{}.model;
        const Node* given = bms.find("model");
        bms = merged(catalog.resolve("bms", given != nullptr ? *given : model, "bms.model"), bms);
    }
    if (Node* devices = root.find("devices"); devices != nullptr && devices->is_map()) {
        for (Entry& entry : devices->entries) {
            const std::string path = join("devices", entry.key);
            const Node* model = entry.value.find("model");
            if (!entry.value.is_map() || model == nullptr) {
                std::vector<std::string> others;
                for (const Entry& other : devices->entries) {
                    if (other.value.find("model") != nullptr) {
                        others.push_back(other.key);
                    }
                }
                const auto guess = nearest(entry.key, others);
                throw error_at(
                    entry.value, path,
                    "expected a map with a model, e.g. {model: constant_power, draws: 45 "
                    "W, connected_to: load}" +
                        (guess ? "; or did you mean " + *guess + "?" : ""));
            }
            refuse_nulls(entry.value, path);
            refuse_by_name(*model, "devices", catalog, join(path, "model"));
            entry.value =
                merged(catalog.resolve("devices", *model, join(path, "model")), entry.value);
            resolve_product(entry.value, catalog, path);
        }
    }
}

/// A climate's, which needs a seed.
void make_up_weather(Scenario& scenario) {
    if (scenario.weather && scenario.weather->synthetic) {
        const ClimateEntry& climate = *scenario.weather->synthetic;
        const auto seed = static_cast<std::uint64_t>(climate.seed.value_or(scenario.seed));
        scenario.weather->made_up =
            std::make_shared<const Weather>(synthetic_weather(climate, seed));
    }
}

void add_weather(Fnv1a& hash, const Weather& weather) {
    hash.add(name_of(weather.sunlight));
    for (const auto& said : {weather.latitude_deg, weather.longitude_deg, weather.slope_deg,
                             weather.azimuth_from_south_deg}) {
        hash.add(said.value_or(-999.0));
    }
    for (const WeatherHour& hour : weather.hours) {
        hash.add(hour.begins.time_since_epoch().count());
        for (const double value : {hour.temperature_degc, hour.global_w_m2, hour.diffuse_w_m2,
                                   hour.beam_normal_w_m2, hour.plane_w_m2}) {
            hash.add(value);
        }
    }
}

/// What profiles and weather say belongs to the catalogue's hash: it is not in the scenario's text.
void add_files(LoadedScenario& loaded) {
    Fnv1a hash;
    hash.add(loaded.catalog_hash);
    bool has_any = false;
    for (const auto& [name, device] : loaded.scenario.devices) {
        if (!device.profile) {
            continue;
        }
        has_any = true;
        for (const PowerFile::Row& row : *device.profile->rows) {
            hash.add((row.date ? row.date->time_since_epoch() : row.after).count());
            hash.add(row.power_w);
        }
    }
    if (const auto& weather = loaded.scenario.weather; weather && weather->file) {
        has_any = true;
        add_weather(hash, *weather->file->weather);
    }
    loaded.catalog_hash = has_any ? hash.value() : loaded.catalog_hash;
}

}  // namespace

Node at_path(const std::string& path, Node value, int line, int column) {
    if (path.empty() || path.front() == '.' || path.back() == '.' ||
        path.find("..") != std::string::npos) {
        throw error_at(value, "", "the path has an empty step");
    }
    if (std::count(path.begin(), path.end(), '.') >= most_steps) {
        throw error_at(value, "", "the path is deeper than 64 steps; nothing is that deep");
    }
    const std::shared_ptr<const Source> source = value.source;
    std::size_t end = path.size();
    while (true) {
        const std::size_t point = path.rfind('.', end - 1);
        const std::size_t begin = point == std::string::npos ? 0 : point + 1;
        Node map;
        map.kind = Node::Kind::Map;
        map.source = source;
        map.line = line;
        map.column = column;
        map.entries.push_back({.key = path.substr(begin, end - begin),
                               .value = std::move(value),
                               .line = line,
                               .column = column});
        value = std::move(map);
        if (begin == 0) {
            return value;
        }
        end = point;
    }
}

/// A scenario with the tree it was read from.
struct ScenarioBase::Read {
    LoadedScenario loaded;
    Node root;
};

ScenarioBase::ScenarioBase(Node root, const std::string& file, const LoadOptions& options)
    : catalog_{Catalog::shipped()} {
    std::vector<std::string> catalog_files;
    root_ = with_bases(std::move(root), file, 0, catalog_files);
    for (const std::string& set : options.sets) {
        root_ = changed(std::move(root_), node_of_set(set));
    }
    if (options.seed) {
        root_ = changed(std::move(root_), node_of_set("seed=" + std::to_string(*options.seed)));
    }
    catalog_files.insert(catalog_files.begin(), options.catalogs.begin(), options.catalogs.end());
    for (const std::string& name : catalog_files) {
        catalog_.add(
            read_text_file(name, InputFault::NamedFile),
            std::make_shared<Source>(Source{
                .name = name, .author = Author::UserCatalog, .fault = InputFault::NamedFile}));
    }
}

ScenarioBase ScenarioBase::read(const std::string& path, const LoadOptions& options,
                                InputFault fault) {
    return {parse_file(path, fault, Author::Scenario), path, options};
}

ScenarioBase::Read ScenarioBase::read_with(std::span<const Node> changes) const {
    Read read{.loaded = {}, .root = root_};
    for (const Node& change : changes) {
        read.root = changed(std::move(read.root), change);
    }
    resolve_from_catalog(read.root, catalog_);
    read.loaded.catalog_hash = catalog_.hash();
    Reader reader{read.loaded.provenance};
    reader.record(read.root, "", read.loaded.scenario);
    make_up_weather(read.loaded.scenario);
    return read;
}

LoadedScenario ScenarioBase::load_unchecked(std::span<const Node> changes) const {
    return read_with(changes).loaded;
}

LoadedScenario ScenarioBase::load(std::span<const Node> changes) const {
    Read read = read_with(changes);
    check_scenario(read.loaded.scenario, read.root);
    add_files(read.loaded);
    if (const Node* expect = read.root.find("expect")) {
        for (std::size_t i = 0; i < expect->items.size(); ++i) {
            read.loaded.expectations.push_back(
                parse_expectation(expect->items[i], "expect[" + std::to_string(i + 1) + "]",
                                  read.loaded.scenario.calendar()));
        }
    }
    return std::move(read.loaded);
}

std::string ScenarioBase::yaml() const {
    return node_yaml(root_);
}

LoadedScenario load_scenario(const std::string& path, const LoadOptions& options) {
    return ScenarioBase::read(path, options).load();
}

LoadedScenario load_scenario_text(std::string_view text, const std::string& name,
                                  const LoadOptions& options) {
    const auto source = std::make_shared<Source>(Source{.name = name});
    return ScenarioBase{parse_yaml(text, source), "-", options}.load();
}

std::vector<std::string> catalog_files_in(const std::string& directory) {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{directory, error}) {
        if (entry.path().extension() == ".yaml") {
            files.push_back(entry.path().string());
        }
    }
    std::sort(files.begin(), files.end());
    return files;
}

BatteryEntry read_battery(const Catalog& catalog, std::string_view name, Provenance& provenance) {
    const Node node = catalog.resolve("batteries", scalar_of(name), "battery");
    BatteryEntry battery;
    Reader{provenance}.record(node, "battery", battery);
    check_battery(battery, node, "battery");
    return battery;
}

ProductEntry read_product(const Catalog& catalog, std::string_view name, Provenance& provenance) {
    ProductEntry product;
    Reader{provenance}.record(catalog.resolve("products", scalar_of(name), join("products", name)),
                              join("products", name), product);
    return product;
}

DeviceEntry read_device(const Catalog& catalog, std::string_view name, Provenance& provenance) {
    const std::string path = join("devices", name);
    Node node = catalog.resolve("devices", scalar_of(name), path);
    resolve_product(node, catalog, path);
    Reader reader{provenance};
    return read_device_entry(node, path, reader);
}

BmsEntry read_bms(const Catalog& catalog, std::string_view name, Provenance& provenance) {
    const Node node = catalog.resolve("bms", scalar_of(name), "bms");
    BmsEntry bms;
    Reader{provenance}.record(node, "bms", bms);
    check_bms(bms, node, "bms");
    return bms;
}

void check_catalog(const Catalog& catalog) {
    Provenance provenance;
    Reader reader{provenance};
    for (const std::string& name : catalog.names("cells")) {
        const Node node = catalog.resolve("cells", scalar_of(name), join("cells", name));
        CellEntry cell;
        reader.record(node, join("cells", name), cell);
        check_cell(cell, node, join("cells", name));
    }
    for (const std::string& name : catalog.names("batteries")) {
        const Node node = catalog.resolve("batteries", scalar_of(name), join("batteries", name));
        BatteryEntry battery;
        reader.record(node, join("batteries", name), battery);
        check_battery(battery, node, join("batteries", name));
    }
    for (const std::string& name : catalog.names("enclosures")) {
        const Node node = catalog.resolve("enclosures", scalar_of(name), join("enclosures", name));
        EnclosureEntry enclosure;
        reader.record(node, join("enclosures", name), enclosure);
    }
    for (const std::string& name : catalog.names("climates")) {
        const Node node = catalog.resolve("climates", scalar_of(name), join("climates", name));
        ClimateEntry climate;
        reader.record(node, join("climates", name), climate);
    }
    for (const std::string& name : catalog.names("products")) {
        read_product(catalog, name, provenance);
    }
    for (const std::string& name : catalog.names("bms")) {
        const Node node = catalog.resolve("bms", scalar_of(name), join("bms", name));
        BmsEntry bms;
        reader.record(node, join("bms", name), bms);
        check_bms(bms, node, join("bms", name));
    }
    for (const std::string& name : catalog.names("devices")) {
        read_device(catalog, name, provenance);
    }
}

}  // namespace engine
