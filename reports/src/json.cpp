#include "reports/json.hpp"

#include <cmath>

#include <nlohmann/json.hpp>

namespace reports {

namespace {

using Json = nlohmann::ordered_json;

struct Convert {
    Json operator()(std::monostate) const { return nullptr; }
    Json operator()(bool value) const { return value; }
    Json operator()(std::int64_t value) const { return value; }
    Json operator()(double value) const {
        return std::isfinite(value) ? Json(value) : Json(nullptr);
    }
    Json operator()(const std::string& value) const { return value; }
    Json operator()(const engine::ValueList& list) const {
        Json out = Json::array();
        for (const engine::Value& item : list) {
            out.push_back(std::visit(*this, item.data()));
        }
        return out;
    }
    Json operator()(const engine::ValueMap& map) const {
        Json out = Json::object();
        for (const auto& [key, value] : map) {
            out[key] = std::visit(*this, value.data());
        }
        return out;
    }
};

}  // namespace

std::string to_json(const engine::Value& value) {
    // A file's name may be in any coding; what is not UTF-8 is replaced.
    return std::visit(Convert{}, value.data()).dump(2, ' ', false, Json::error_handler_t::replace) +
           '\n';
}

}  // namespace reports
