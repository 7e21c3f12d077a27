#include "app/studio/shell/main_window.h"
