import { createFeatureAnswers } from "./feature-answers.ts";
import { serve } from "./serve.ts";

serve(createFeatureAnswers());
