#pragma once
// The tables of a result file. Private to the store.

#include "engine/metric.hpp"

#include <string>

namespace engine {

/// The milestones are columns of runs, so that the dates need no join.
inline constexpr const char* tables_sql = R"sql(
CREATE TABLE runs (
  run_id INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (typeof(name) = 'text'),
  status TEXT NOT NULL CHECK (status IN ('running', 'ok', 'balance_failed', 'failed')),
  verdict TEXT,
  verdict_text TEXT,
  warning_day REAL,
  pre_alarm_day REAL,
  load_off_day REAL,
  low_cell_day REAL,
  damage_day REAL,
  horizon_day REAL CHECK (typeof(horizon_day) IN ('real', 'null')),
  start_local_s INTEGER CHECK (typeof(start_local_s) = 'integer' OR status = 'failed'),
  utc_offset TEXT CHECK (typeof(utc_offset) = 'text' OR status = 'failed'),
  seed INTEGER CHECK (typeof(seed) IN ('integer', 'null')),
  resolved_scenario TEXT,
  scenario_hash TEXT,
  core_hash TEXT,
  catalog_hash TEXT,
  events_hash TEXT,
  result_hash TEXT,
  version TEXT,
  host TEXT,
  wall_s REAL
);
CREATE TABLE signals (
  signal_id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES runs,
  name TEXT NOT NULL CHECK (typeof(name) = 'text'),
  unit TEXT NOT NULL,
  device TEXT,
  battery INTEGER,
  cell INTEGER,
  kind TEXT NOT NULL CHECK (kind IN ('step', 'linear')),
  dead_band REAL NOT NULL CHECK (typeof(dead_band) = 'real'),
  thinned_s REAL NOT NULL CHECK (typeof(thinned_s) = 'real')
);
CREATE TABLE samples (
  signal_id INTEGER NOT NULL REFERENCES signals CHECK (typeof(signal_id) = 'integer'),
  t_s REAL NOT NULL CHECK (typeof(t_s) = 'real'),
  value REAL CHECK (typeof(value) IN ('real', 'null'))
);
CREATE TABLE events (
  run_id INTEGER NOT NULL REFERENCES runs,
  t_s REAL NOT NULL CHECK (typeof(t_s) = 'real'),
  event TEXT NOT NULL CHECK (typeof(event) = 'text'),
  code TEXT,
  device TEXT,
  battery INTEGER,
  cell INTEGER,
  value REAL,
  unit TEXT,
  cause TEXT,
  text TEXT NOT NULL
);
CREATE TABLE findings (
  run_id INTEGER NOT NULL REFERENCES runs,
  finding TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('note', 'advice', 'mistake')),
  device TEXT,
  text TEXT NOT NULL,
  advice TEXT,
  source TEXT
);
CREATE TABLE metric_defs (
  metric TEXT PRIMARY KEY,
  unit TEXT NOT NULL,
  help TEXT NOT NULL
);
CREATE TABLE metrics (
  run_id INTEGER NOT NULL REFERENCES runs,
  metric TEXT NOT NULL REFERENCES metric_defs,
  value REAL CHECK (typeof(value) IN ('real', 'null')),
  PRIMARY KEY (run_id, metric)
) WITHOUT ROWID;
CREATE TABLE expectations (
  run_id INTEGER NOT NULL REFERENCES runs,
  text TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('met', 'failed', 'undecided')),
  actual REAL,
  needs_days REAL
);
CREATE TABLE ledger (
  run_id INTEGER NOT NULL REFERENCES runs,
  item TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('load', 'charger', 'bms', 'bank', 'far')),
  cut_by TEXT,
  charge_ah REAL,
  energy_wh REAL NOT NULL,
  mean_a REAL,
  after_load_off_ah REAL,
  after_low_cell_ah REAL
);
CREATE VIEW v_samples AS
  SELECT s.run_id, r.name AS run, s.name AS signal, s.unit, s.device, s.battery, s.cell, s.kind,
         p.t_s, p.t_s / 86400.0 AS day,
         strftime('%Y-%m-%dT%H:%M:%S', r.start_local_s + p.t_s, 'unixepoch') || r.utc_offset AS date,
         p.value
  FROM samples p JOIN signals s USING (signal_id) JOIN runs r ON r.run_id = s.run_id;
CREATE VIEW v_events AS
  SELECT e.run_id, r.name AS run, e.t_s, e.t_s / 86400.0 AS day,
         strftime('%Y-%m-%dT%H:%M:%S', r.start_local_s + e.t_s, 'unixepoch') || r.utc_offset AS date,
         e.event, e.code, e.device, e.battery, e.cell, e.value, e.unit, e.cause, e.text
  FROM events e JOIN runs r USING (run_id);
)sql";

inline constexpr const char* samples_index_sql =
    "CREATE INDEX samples_by_signal ON samples (signal_id, t_s)";

/// A metric as a column: a point in its name becomes `_`.
inline std::string column_of(const MetricRow& row) {
    std::string column{row.name};
    for (char& c : column) {
        c = c == '.' ? '_' : c;
    }
    return column;
}

/// One column per metric, beside the milestones.
inline std::string metrics_view_sql() {
    std::string sql =
        "CREATE VIEW v_metrics_wide AS SELECT r.run_id, r.name AS run, r.verdict, r.warning_day, "
        "r.pre_alarm_day, r.load_off_day, r.low_cell_day, r.damage_day, r.horizon_day";
    for (const MetricRow& row : metric_table) {
        sql += ", max(CASE WHEN m.metric = '" + std::string{row.name} + "' THEN m.value END) AS " +
               column_of(row);
    }
    return sql + " FROM runs r LEFT JOIN metrics m USING (run_id) GROUP BY r.run_id;";
}

}  // namespace engine
