#include "command.hpp"
#include "reports/cli.hpp"
#include "reports/templates.hpp"

#include <memory>
#include <ostream>

namespace reports::cli {

Command add_new(CLI::App& program, Streams streams) {
    CLI::App* app = program.add_subcommand("new", "print a commented scenario to begin with");
    app->footer("\nExample:\n  banktwin new campervan > my.yaml && banktwin run my.yaml");
    auto kind = std::make_shared<std::string>();
    std::vector<std::string> kinds;
    for (const Template& file : shipped_templates()) {
        kinds.emplace_back(file.file.substr(0, file.file.find('.')));
    }
    app->add_option("kind", *kind, "what it is about")->required()->check(CLI::IsMember(kinds));
    return {.app = app, .action = [kind, streams] {
                for (const Template& file : shipped_templates()) {
                    if (file.file == *kind + ".yaml") {
                        streams.out << file.text;
                    }
                }
                return static_cast<int>(Success);
            }};
}

}  // namespace reports::cli
