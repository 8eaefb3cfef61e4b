import "./private-memory.ts";
import { createSceneAnswers, createSceneKeeper } from "./answers.ts";
import { serve } from "./serve.ts";

serve(createSceneAnswers(createSceneKeeper()));
