// The frame around the views. GUI thread.
#pragma once
