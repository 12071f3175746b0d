#include "command.hpp"
#include "engine/input_error.hpp"
#include "engine/node.hpp"
#include "reports/cli.hpp"
#include "reports/decode.hpp"
#include "reports/documents.hpp"
#include "reports/json.hpp"

#include <memory>
#include <ostream>

namespace reports::cli {

namespace {

struct DecodeArguments {
    std::string hex;
    std::string key;
    std::string language = "en";
    bool json = false;
};

DecodeDocument document_of(const DecodeArguments& arguments) {
    const bool is_piped = arguments.hex == "-";
    try {
        return decode_advertisement(
            is_piped ? engine::read_text_file("-", engine::InputFault::Scenario) : arguments.hex,
            arguments.key);
    } catch (const DecodeError& error) {
        if (is_piped) {
            throw engine::InputError({.file = "standard input"}, "", error.what());
        }
        throw UsageMistake(error.what());
    }
}

}  // namespace

Command add_decode(CLI::App& program, Streams streams) {
    CLI::App* app =
        program.add_subcommand("decode", "read an Instant Readout advertisement of a real unit");
    app->footer(
        "\nThe bytes are those of the maker's data as a BLE scanner shows them, with or without "
        "the\n"
        "company's e102 in front; the key stands in VictronConnect under product info, Instant\n"
        "Readout.\n\n"
        "Examples:\n"
        "  banktwin decode 1000e5a30a34120029207e80ccfbf75fbbb58fad06634d2c \\\n"
        "      --key 000102030405060708090a0b0c0d0e0f\n"
        "  banktwin decode - --key … --json < advertisement.hex");
    auto arguments = std::make_shared<DecodeArguments>();
    app->add_option("hex", arguments->hex, "the advertisement; - reads standard input")
        ->required()
        ->type_name("HEX");
    app->add_option("--key", arguments->key, "the key of this unit, 32 hexadecimal digits")
        ->required()
        ->type_name("KEY");
    app->add_option("--lang", arguments->language,
                    "language of the answer; names of states stay as they are")
        ->check(CLI::IsMember({"en", "sv"}))
        ->capture_default_str();
    app->add_flag("--json", arguments->json, "print one JSON document");
    return {.app = app, .action = [arguments, streams] {
                const DecodeDocument document = document_of(*arguments);
                const Language language =
                    arguments->language == "sv" ? Language::Swedish : Language::English;
                streams.out << (arguments->json ? to_json(document_value(document))
                                                : text_report(document, language));
                return static_cast<int>(Success);
            }};
}

}  // namespace reports::cli
