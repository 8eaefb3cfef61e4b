import "./private-memory.ts";
import { createNetworkAnswers } from "./network-answers.ts";
import { serve } from "./serve.ts";

serve(createNetworkAnswers());
