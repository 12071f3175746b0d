#include "engine/refused_product.hpp"

namespace engine {

namespace {

/// "MultiPlus-II 12/3000" as a catalogue would call it: multiplus_ii_12_3000.
std::string as_a_name(std::string_view text) {
    std::string name{text};
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') {
            c = static_cast<char>(c - 'A' + 'a');
        } else if (c == ' ' || c == '-' || c == '/') {
            c = '_';
        }
    }
    return name;
}

}  // namespace

std::optional<std::string> refused_product(const Catalog& catalog, std::string_view thing) {
    const std::string wanted = as_a_name(thing);
    for (std::string& name : catalog.names("products")) {
        if (wanted.starts_with(name) &&
            catalog.resolve("products", *catalog.find("products", name), "products." + name)
                    .find("refused") != nullptr) {
            return std::move(name);
        }
    }
    return std::nullopt;
}

}  // namespace engine
