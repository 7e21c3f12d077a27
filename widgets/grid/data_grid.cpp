#include "widgets/grid/data_grid.h"
