#include "widgets/forms/param_form.h"
