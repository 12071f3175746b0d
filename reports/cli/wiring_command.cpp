#include "command.hpp"
#include "engine/reader.hpp"
#include "engine/refused_product.hpp"
#include "engine/scenario_loader.hpp"
#include "reports/cli.hpp"
#include "reports/documents.hpp"
#include "reports/findings.hpp"
#include "reports/json.hpp"
#include "reports/wiring.hpp"

#include <filesystem>
#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct WiringArguments {
    std::vector<std::string> things;
    std::vector<std::string> sets;
    std::vector<std::string> catalogs;
    bool json = false;
    std::string language = "en";
};

/// "MPPT 100/50" may be a name: with a slash and without the ending a file is one that is there.
bool is_a_file(const std::string& thing) {
    if (thing == "-" || thing.ends_with(".yaml") || thing.ends_with(".yml")) {
        return true;
    }
    std::error_code unreadable;
    return thing.find('/') != std::string::npos && std::filesystem::exists(thing, unreadable) &&
           !std::filesystem::is_directory(thing, unreadable);
}

/// A system, and what was assumed about its remote inputs.
struct Question {
    std::vector<Wired> devices;
    std::vector<engine::Finding> findings;
    std::vector<ScenarioDrain> stays_on;  // of a scenario
    engine::Provenance provenance;
};

Question ask_scenario(const WiringArguments& arguments, Language language) {
    ScenarioOptions options;
    options.file = arguments.things.front();
    options.sets = arguments.sets;
    const engine::LoadedScenario loaded =
        engine::load_scenario(options.file, options.load_options());
    Question question{.devices = wired_of(loaded.scenario)};
    question.findings = wiring_findings(question.devices, language);
    for (const auto& found : {system_findings(loaded.scenario, question.devices, language),
                              uncontrolled_loads(loaded.scenario, language)}) {
        question.findings.insert(question.findings.end(), found.begin(), found.end());
    }
    sort_by_severity(question.findings);
    question.stays_on = stays_on(loaded.scenario);
    question.provenance = loaded.provenance;
    return question;
}

/// A product by its name, or a device by that of the catalogue.
engine::ProductEntry product_named(const engine::Catalog& catalog, const std::string& name,
                                   engine::Provenance& provenance) {
    if (catalog.find("products", name) != nullptr) {
        return engine::read_product(catalog, name, provenance);
    }
    if (catalog.find("devices", name) != nullptr) {
        if (const auto device = engine::read_device(catalog, name, provenance); device.product) {
            engine::ProductEntry product = *device.product;
            product.name = device.name.empty() ? product.name : device.name;
            return product;
        }
        throw UsageMistake("\"" + name +
                           "\" is a device of the catalogue, and says of no product that it is it");
    }
    if (const auto refused = engine::refused_product(catalog, name)) {
        return engine::read_product(catalog, *refused, provenance);
    }
    std::vector<std::string> names = catalog.names("products");
    for (std::string& device : catalog.names("devices")) {
        names.push_back(std::move(device));
    }
    const auto guess = engine::nearest(name, names);
    throw UsageMistake("\"" + name + "\" is no product or device of the catalogue" +
                       (guess ? "; did you mean " + *guess + "?"
                              : "; see banktwin catalog list, products and devices"));
}

Question ask_products(const WiringArguments& arguments, Language language) {
    const engine::Catalog catalog = whole_catalog(arguments.catalogs);
    Question question;
    for (const std::string& name : arguments.things) {
        question.devices.push_back(
            wired_of(name, product_named(catalog, name, question.provenance)));
    }
    question.findings = wiring_findings(question.devices, language);
    return question;
}

/// What remote inputs take is assumed; nothing else of a product is.
std::vector<AssumptionPart> assumed_of(const engine::Provenance& provenance) {
    std::vector<AssumptionPart> out;
    for (const auto& [path, origin] : provenance) {
        if (!engine::is_of_wiring_alone(path) || !origin.estimate ||
            !origin.estimate->is_assumed()) {
            continue;
        }
        out.push_back({.path = path,
                       .value = origin.estimate->value ? engine::shortest(*origin.estimate->value)
                                                       : std::string{},
                       .low = origin.estimate->low,
                       .high = origin.estimate->high,
                       .unit = "A",
                       .note = origin.estimate->note});
    }
    return out;
}

int answer(const WiringArguments& arguments, Streams streams) {
    const Language language = arguments.language == "sv" ? Language::Swedish : Language::English;
    const bool is_scenario = is_a_file(arguments.things.front());
    if (is_scenario && arguments.things.size() > 1) {
        throw UsageMistake("wiring wants one scenario, or names of products");
    }
    if (!is_scenario && !arguments.sets.empty()) {
        throw UsageMistake("--set goes with a scenario");
    }
    if (is_scenario && !arguments.catalogs.empty()) {
        throw UsageMistake("--catalog goes with products; a scenario names its own: catalog: [" +
                           arguments.catalogs.front() + "]");
    }
    const Question question =
        is_scenario ? ask_scenario(arguments, language) : ask_products(arguments, language);
    WiringDocument document =
        wiring_document(question.devices, question.findings, question.stays_on);
    document.assumptions = assumed_of(question.provenance);
    streams.out << (arguments.json ? to_json(document_value(document))
                                   : text_report(document, language));
    return Success;
}

}  // namespace

Command add_wiring(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand(
        "wiring", "terminal, cable and article number of each device, and which rules are broken");
    app->footer(
        "\nExamples:\n"
        "  banktwin wiring my.yaml\n"
        "  banktwin wiring smartsolar_75_15 smart_battery_protect_65 inverter_ve_direct_12_375\n"
        "  banktwin wiring multiplus          # what does not go, and what does instead\n\n"
        "Names: banktwin catalog list, products and devices.");
    auto a = std::make_shared<WiringArguments>();
    app->add_option("things", a->things,
                    "a scenario file, or products and devices of the catalogue")
        ->required()
        ->type_name("FILE|NAME...");
    app->add_option("--set", a->sets, "path=value over the scenario's; may be repeated")
        ->check(set_form())
        ->take_all()
        ->allow_extra_args(false);
    add_catalog_option(*app, a->catalogs);
    app->add_option("--lang", a->language, "language of the answer")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", a->json, "print one JSON document");
    return {.app = app, .action = [a, streams] { return answer(*a, streams); }};
}

}  // namespace reports::cli
