#pragma once
// JSON Schema (draft-07) from the field tables.

#include "engine/catalog.hpp"
#include "engine/field.hpp"
#include "engine/value.hpp"

namespace engine {

/// For files that people write: numbers may carry units and estimates, keys may drop their unit.
Value input_schema(Table table);
/// For documents that the program writes: exactly the table's keys; numbers may be null.
Value output_schema(Table table);

/// A whole schema document around the schema of an object.
Value schema_document(std::string_view title, const Value& object);

/// `banktwin schema scenario`: the catalogue's names are offered where one belongs.
Value scenario_schema(const Catalog& catalog);
/// `banktwin schema sweep`.
Value sweep_schema();
/// `banktwin schema catalog`.
Value catalog_schema(const Catalog& catalog);

}  // namespace engine
