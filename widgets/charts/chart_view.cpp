#include "widgets/charts/chart_view.h"
