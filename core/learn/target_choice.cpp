#include "core/learn/target_choice.h"

#include "core/table/kernels.h"

namespace easel {

Result<TargetChoice> targetChoice(const Column& column, const Context& context) {
  TargetChoice choice;
  choice.missing = column.missing();
  if (column.missing() == column.size())
    return Error(ErrorCode::Data, "The target has no values.", "Choose another target.");
  EASEL_TRY(choice.task, inferTask(column, context.part(0, 0.4)));
  if (choice.task == Task::Regression)
    return choice;
  Column answered = column;
  if (choice.missing > 0) {
    std::vector<RowIndex> rows;
    rows.reserve(column.size() - choice.missing);
    RowIndex first = 0;
    for (std::size_t c = 0; c < column.chunkCount(); ++c) {
      EASEL_CHECK(context.checkpoint());
      EASEL_TRY(const ChunkPtr chunk, column.chunk(c));
      for (std::size_t i = 0; i < chunk->size(); ++i)
        if (chunk->valid(i))
          rows.push_back(first + static_cast<RowIndex>(i));
      first += static_cast<RowIndex>(chunk->size());
    }
    EASEL_TRY(answered, take(column, rows, context.part(0.4, 0.7)));
  }
  EASEL_TRY(const Target target, makeTarget(answered, choice.task, {}, context.part(0.7, 1)));
  choice.classes = target.classes;
  return choice;
}

} // namespace easel
