#include "climate_by_latitude.hpp"

#include "engine/unit.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace engine {

namespace {

constexpr double farthest_deg = 12.0;  // from the nearest climate

struct KnownClimate {
    std::string name;
    Node climate;
    double latitude_deg = 0.0;
};

std::optional<double> latitude_of(const Node& climate) {
    const Node* latitude = climate.is_map() ? climate.find("latitude_deg") : nullptr;
    if (latitude == nullptr || !latitude->is_scalar()) {
        return std::nullopt;
    }
    const auto number = split_number(latitude->text);
    return number ? std::optional{number->number} : std::nullopt;
}

/// Those of the catalogue, the nearest first.
std::vector<KnownClimate> known_climates(const Catalog& catalog, double latitude_deg) {
    std::vector<KnownClimate> out;
    for (const std::string& name : catalog.names("climates")) {
        Node node;
        node.kind = Node::Kind::Scalar;
        node.text = name;
        node = catalog.resolve("climates", node, "weather.synthetic");
        if (const auto latitude = latitude_of(node)) {
            out.push_back({.name = name, .climate = node, .latitude_deg = *latitude});
        }
    }
    std::stable_sort(out.begin(), out.end(), [&](const KnownClimate& a, const KnownClimate& b) {
        return std::abs(a.latitude_deg - latitude_deg) < std::abs(b.latitude_deg - latitude_deg);
    });
    return out;
}

/// Through the nearest and the first on the other side of the place, or else the next.
const KnownClimate* second_of(const std::vector<KnownClimate>& known, double latitude_deg) {
    const double nearest_deg = known.front().latitude_deg;
    const KnownClimate* next = nullptr;
    for (const KnownClimate& each : known) {
        if ((each.latitude_deg - latitude_deg) * (nearest_deg - latitude_deg) < 0.0) {
            return &each;
        }
        if (next == nullptr && each.latitude_deg != nearest_deg) {
            next = &each;
        }
    }
    return next;
}

/// "13.6 degC" here and "7.5 degC" there are "10.6 degC" half way.
std::string between(const std::string& here, const std::string& there, double share) {
    const auto from = split_number(here);
    const auto to = split_number(there);
    if (!from || !to || from->unit != to->unit) {
        return here;
    }
    // Beyond the climates that are known it grows colder or warmer; clouds know no such line.
    const double along = from->unit == "%" ? std::clamp(share, 0.0, 1.0) : share;
    const double number = from->number + along * (to->number - from->number);
    constexpr double steps = 10.0;
    return shortest(std::round(number * steps) / steps) + ' ' + std::string{from->unit};
}

/// An estimate stays one, with its range.
Node between(Node here, const Node& there, double share, const std::string& note) {
    for (Entry& entry : here.entries) {
        const Node* other = there.is_map() ? there.find(entry.key) : nullptr;
        if (entry.key == "note") {
            entry.value.text = note;
        } else if (other != nullptr && other->is_scalar() && entry.value.is_scalar()) {
            entry.value.text = between(entry.value.text, other->text, share);
        }
    }
    return here;
}

}  // namespace

Node by_latitude(const Node& climate, const Catalog& catalog) {
    const auto latitude_deg = latitude_of(climate);
    if (!latitude_deg) {
        return climate;
    }
    const std::vector<KnownClimate> known = known_climates(catalog, *latitude_deg);
    if (known.empty() || std::abs(known.front().latitude_deg - *latitude_deg) > farthest_deg) {
        return climate;
    }
    const KnownClimate& here = known.front();
    const KnownClimate* there = second_of(known, *latitude_deg);
    if (there == nullptr) {
        return climate;
    }
    const double share =
        (*latitude_deg - here.latitude_deg) / (there->latitude_deg - here.latitude_deg);
    const std::string note = "by its latitude, as of " + here.name + " and " + there->name;
    Node complete = here.climate;
    complete.entries.clear();
    for (const Entry& entry : here.climate.entries) {
        // Where exactly, and what it is called, is not the place's own.
        const Node* other = there->climate.find(entry.key);
        if (entry.value.is_map() && other != nullptr) {
            complete.entries.push_back(entry);
            complete.entries.back().value = between(entry.value, *other, share, note);
        }
    }
    return merged(std::move(complete), climate);
}

}  // namespace engine
