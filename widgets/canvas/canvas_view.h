// The canvas. GUI thread.
#pragma once
