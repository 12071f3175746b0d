#pragma once
// Where the sun stands, what of it falls on a panel, and what the panel makes of it.
//
// Directions are vectors of length 1: to the south, to the west, up.

namespace models {

struct Direction {
    double south = 0.0;
    double west = 0.0;
    double up = 1.0;

    double dot(const Direction& other) const {
        return south * other.south + west * other.west + up * other.up;
    }
};

/// The normal of a plane: `tilt_deg` 0 lies flat, 90 stands; it looks to `azimuth_from_south_deg`,
/// west is positive.
Direction normal_of(double tilt_deg, double azimuth_from_south_deg);

struct Sun {
    Direction direction;
    /// Share of the mean that reaches the edge of the air on this day: 0.97 … 1.03.
    double distance_factor = 1.0;
};

/// J. W. Spencer, Search 2 (1971) 172: within 0.05° of the declination. `day_of_year` is 1 on 1
/// January, `utc_h` 0 … 24.
Sun sun_at(double day_of_year, double utc_h, double latitude_deg, double longitude_deg);

/// W/m², all 0 or more.
struct Irradiance {
    double global = 0.0;       // on the horizontal
    double beam_normal = 0.0;  // from the sun, on a plane that looks at it
    double diffuse = 0.0;      // from the sky, on the horizontal
};

/// On a plane, by J. E. Hay and J. A. Davies (1980): the sky is bright around the sun by as much as
/// the air lets through, and even elsewhere; the ground throws back a fifth. A flat one gets the
/// global irradiance, whatever the parts say.
double on_plane_w_m2(const Irradiance& light, const Sun& sun, const Direction& normal);

struct PanelParameters {
    double power_w = 0.0;                    // as sold: 1000 W/m², cells at 25 °C
    double temperature_per_k = -0.0035;      // share of its power per kelvin of its cells
    double operating_temperature_degc = 45;  // of the cells at 800 W/m² in air of 20 °C
    double efficiency = 1.0;                 // of all that comes behind it
    double open_v = 0.0;                     // as sold, with nothing drawn: all panels in series
    double open_v_per_k = -0.003;            // share of that per kelvin of its cells
};

/// 0 or more. Cells are warmer than the air in proportion to the sun (R. G. Ross, 1976).
double panel_power_w(const PanelParameters& panel, double on_plane_w_m2, double air_degc);

/// With nothing drawn from it; 0 or more. Of ideal diodes: kT/q less for each e-fold less of light,
/// in cells of 0.6 V each.
double panel_open_v(const PanelParameters& panel, double on_plane_w_m2, double air_degc);

}  // namespace models
