"""What a territory can have besides emissions; the figures are in `scenarios.inventory.holdings`."""

PLANT_KINDS = ("steel", "cement", "refinery", "ammonia")
VEHICLE_KINDS = ("private_cars", "vans", "heavy_trucks", "buses", "motorcycles", "snowmobiles")
INHABITANTS = "inhabitants"
HOLDINGS = (*VEHICLE_KINDS, INHABITANTS, *PLANT_KINDS)
