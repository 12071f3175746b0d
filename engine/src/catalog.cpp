#include "engine/catalog.hpp"

#include "engine/field.hpp"
#include "engine/reader.hpp"

#include <algorithm>

namespace engine {

std::string hex(std::uint64_t hash) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (int shift = 60; shift >= 0; shift -= 4) {
        text += digits[(hash >> static_cast<unsigned>(shift)) & 0xFU];
    }
    return text;
}

namespace {

/// Do two nodes say the same, wherever they stand?
bool is_same(const Node& a, const Node& b) {
    return a.kind == b.kind && a.text == b.text && a.quoted == b.quoted &&
           std::equal(a.items.begin(), a.items.end(), b.items.begin(), b.items.end(), is_same) &&
           std::equal(a.entries.begin(), a.entries.end(), b.entries.begin(), b.entries.end(),
                      [](const Entry& x, const Entry& y) {
                          return x.key == y.key && is_same(x.value, y.value);
                      });
}

}  // namespace

void Catalog::add(std::string_view text, const std::shared_ptr<const Source>& source) {
    const Node root = parse_yaml(text, source);
    hash_.add(text);
    if (root.is_null()) {
        return;
    }
    if (!root.is_map()) {
        throw error_at(root, "",
                       "a catalogue is a map of cells, batteries, enclosures, climates, devices, "
                       "products, bms");
    }
    for (const Entry& section : root.entries) {
        if (std::find(catalog_sections.begin(), catalog_sections.end(), section.key) ==
            catalog_sections.end()) {
            throw error_at(section.value, section.key,
                           "unknown section; a catalogue has cells, batteries, enclosures, "
                           "climates, devices, products, bms");
        }
        if (!section.value.is_map()) {
            throw error_at(section.value, section.key, "expected a map by name");
        }
        for (const Entry& entry : section.value.entries) {
            const std::string path = join(section.key, entry.key);
            if (!entry.value.is_map()) {
                throw error_at(entry.value, path, "expected a map of keys and values");
            }
            if (const Node* known = find(section.key, entry.key)) {
                // The same once more, as when a file is named twice, changes nothing.
                if (is_same(*known, entry.value)) {
                    continue;
                }
                throw error_at(entry.value, path,
                               "is already in " + known->source->name + ", and not the same" +
                                   "; take another name and say like: " + entry.key);
            }
            items_.push_back({.section = section.key, .name = entry.key, .node = entry.value});
        }
    }
}

const Node* Catalog::find(std::string_view section, std::string_view name) const {
    const auto found = std::find_if(items_.begin(), items_.end(), [&](const Item& item) {
        return item.section == section && item.name == name;
    });
    return found == items_.end() ? nullptr : &found->node;
}

std::vector<std::string> Catalog::names(std::string_view section) const {
    std::vector<std::string> out;
    for (const Item& item : items_) {
        if (item.section == section) {
            out.push_back(item.name);
        }
    }
    return out;
}

namespace {

/// What may have been meant by a name that no entry has.
std::string advice_on(const std::string& text, const std::vector<std::string>& names) {
    constexpr std::size_t most_listed = 6;
    if (const auto guess = nearest(text, names)) {
        return "did you mean " + *guess + "?";
    }
    if (names.empty() || names.size() > most_listed) {
        return "see banktwin catalog list";
    }
    std::string list = "there is " + names.front();
    for (std::size_t i = 1; i < names.size(); ++i) {
        list += (i + 1 < names.size() ? ", " : " and ") + names[i];
    }
    return list;
}

}  // namespace

Node Catalog::resolve(std::string_view section, const Node& node, const std::string& path) const {
    return resolve(section, node, path, 0);
}

Node Catalog::resolve(std::string_view section, const Node& node, const std::string& path,
                      int depth) const {
    constexpr int deepest = 16;
    if (depth > deepest) {
        throw error_at(node, path, "is like itself, by way of other entries");
    }
    const auto named = [&](const Node& name, const std::string& at) {
        const std::string& text = Reader::text(name, at, "the name of a catalogue entry");
        const Node* found = find(section, text);
        if (found == nullptr) {
            throw error_at(
                name, at,
                "\"" + text + "\" is not in the catalogue; " + advice_on(text, names(section)));
        }
        return resolve(section, *found, at, depth + 1);
    };
    if (node.is_scalar()) {
        return named(node, path);
    }
    Node complete = node;
    if (const Node* like = node.find("like")) {
        Node base = named(*like, join(path, "like"));
        std::erase_if(complete.entries, [](const Entry& entry) { return entry.key == "like"; });
        // A cell with a name of its own takes nothing from the one it stands for.
        const Node* cell = complete.find("cell");
        if (cell != nullptr && (cell->is_scalar() || cell->find("like") != nullptr)) {
            std::erase_if(base.entries, [](const Entry& entry) { return entry.key == "cell"; });
        }
        complete = merged(std::move(base), complete);
    }
    // A battery's cell is an entry of its own.
    if (section == "batteries") {
        if (Node* cell = complete.find("cell")) {
            *cell = resolve("cells", *cell, join(path, "cell"), depth + 1);
        }
    }
    return complete;
}

Catalog Catalog::shipped() {
    Catalog catalog;
    for (const ShippedText& file : shipped_catalog()) {
        catalog.add(file.text, std::make_shared<Source>(Source{.name = std::string{file.name},
                                                               .author = Author::ShippedCatalog,
                                                               .fault = InputFault::NamedFile}));
    }
    return catalog;
}

}  // namespace engine
