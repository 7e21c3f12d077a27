#include "core/flow/step_node.h"

namespace easel {

Catalog<NodeOperation> builtinNodes(const Catalog<Step>& steps) {
  Catalog<NodeOperation> catalog = flowNodes();
  for (const Entry<Step>& step : steps.entries())
    if (step.declaration.id != "lookup") // travels with models; people are offered the join
      catalog.add(stepNode(step));
  return catalog;
}

} // namespace easel
