"""Why a plan is as it is: prices of scarce things, who owns a shortfall, the cheapest repair."""
