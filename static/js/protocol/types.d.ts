// Made from the models in app/protocol: python -m app.schema

/** Acknowledge a frame and all before it. */
export interface Ack {
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "ack";
  frame: number;
}

/** An activation as a layer, a = f(x), for example after a norm. */
export interface ActivationSpec {
  kind: "activation";
  activation: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin";
}

/** An activation as a layer, a = f(x), for example after a norm. */
export interface ActivationSpecInput {
  kind: "activation";
  activation?: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin";
}

/** A layer's activations over the training split. */
export interface ActivationStatistics {
  mean: number | null;
  std: number | null;
  /** share of activations on a flat part of their function */
  saturated: number | null;
  /** share of units that are flat on every sample */
  dead: number | null;
}

/** a = f(z), element by element. */
export interface ActivationTrace {
  kind: "activation";
  layer: string;
  function: string;
  /** z */
  inputs: (number | null)[];
  /** a */
  outputs: (number | null)[];
  /** f′(z) */
  derivatives: (number | null)[];
  /** ∂L/∂a */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂z */
  input_adjoints: (number | null)[] | null;
}

/** a = x + scale · f, the end of a residual block. */
export interface AddTrace {
  kind: "add";
  layer: string;
  /** x, the skip connection */
  inputs: (number | null)[];
  /** f */
  branch: (number | null)[];
  scale: number;
  /** a */
  outputs: (number | null)[];
  /** ∂L/∂a */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂x */
  input_adjoints: (number | null)[] | null;
  /** ∂L/∂f */
  branch_adjoints: (number | null)[] | null;
}

/** How many members have given an answer. */
export interface AnswerCount {
  value: number;
  count: number;
}

/** A member's answer. */
export interface AnswerRequest {
  value: number;
}

/** A node whose adjoint is complete, with its contributions to its arguments. */
export interface BackwardStep {
  node: number;
  products: ExpressionProduct[];
}

/** Normalize each unit to mean 0 and variance 1 over the batch, then apply a gain and a bias (Ioffe & Szegedy 2015). Predictions, maps and metrics use the running statistics. A frozen layer also uses them in training, unchanged. */
export interface BatchNormSpec {
  kind: "batch_norm";
  /** weight of each batch in the running statistics */
  momentum: number;
  /** its parameters are not trained */
  frozen: boolean;
}

/** Normalize each unit to mean 0 and variance 1 over the batch, then apply a gain and a bias (Ioffe & Szegedy 2015). Predictions, maps and metrics use the running statistics. A frozen layer also uses them in training, unchanged. */
export interface BatchNormSpecInput {
  kind: "batch_norm";
  /** weight of each batch in the running statistics */
  momentum?: number;
  /** its parameters are not trained */
  frozen?: boolean;
}

/** The check of one block of parameters, such as dense_1.weights: backpropagation against numerical derivatives. */
export interface BlockCheck {
  name: string;
  size: number;
  /** parameters that were compared */
  checked: number;
  /** parameters that could not be compared: next to a kink, with an overflow, or too inaccurate numerically */
  skipped: number;
  /** largest |analytic - numeric| / max(|analytic|, |numeric|, floor / tolerance); null if nothing was compared or it is infinite */
  largest_error: number | null;
  /** its place in the block */
  index: number[] | null;
  /** ∂L/∂ that parameter by backpropagation */
  analytic: number | null;
  /** the same by finite differences */
  numeric: number | null;
  /** largest error allowed */
  tolerance: number;
  passed: boolean;
}

/** One unit's activation over the plane, row 0 at the top (x2 largest), column 0 at the left (x1 smallest). */
export interface BoundaryAnswer {
  unit: string;
  resolution: number;
  /** both axes of the map */
  domain: [[number, number], [number, number]];
  /** (resolution, resolution), at the centre of each cell */
  values: ((number | null)[])[];
}

/** A branch of a parallel block: the columns of the input that it reads, and its layers. */
export interface BranchSpec {
  /** [first, end): the columns that it reads, counted from 0, without `end`; null: all */
  inputs: [number, number] | null;
  layers: (DenseSpec | ActivationSpec | LayerNormSpec | BatchNormSpec | DropoutSpec)[];
}

/** A branch of a parallel block: the columns of the input that it reads, and its layers. */
export interface BranchSpecInput {
  /** [first, end): the columns that it reads, counted from 0, without `end`; null: all */
  inputs?: [number, number] | null;
  layers?: (DenseSpecInput | ActivationSpecInput | LayerNormSpecInput | BatchNormSpecInput | DropoutSpecInput)[];
}

/** Catalog of everything a RunSpec can use. */
export interface Catalog {
  data_sets: CatalogDataSet[];
  /** empty if scikit-learn, which contains them, is not installed */
  real_sets: CatalogRealSet[];
  sequence_sets: CatalogSequenceSet[];
  pattern_sets: CatalogPatternSet[];
  text: CatalogText;
  features: CatalogFeature[];
  layers: CatalogLayer[];
  activations: CatalogActivation[];
  output_activations: string[];
  losses: CatalogLoss[];
  optimizers: CatalogOptimizer[];
  surfaces: CatalogSurface[];
  schedules: CatalogSchedule[];
  clippings: CatalogFormula[];
  projections: CatalogFormula[];
  initializers: CatalogInitializer[];
  /** options of the initial recurrent weights beside the initializer */
  recurrent_weights: CatalogOption[];
  regularizations: CatalogFormula[];
  presets: CatalogPreset[];
  /** the RunSpec with all defaults but the data */
  default: RunSpec;
  limits: CatalogLimits;
}

/** An activation function f. */
export interface CatalogActivation {
  name: string;
  label: string;
  formula: string;
  /** f(z), with #1 for z */
  latex: string;
  /** f′(z), with #1 for z and #0 for f(z) */
  latex_derivative: string;
  /** f(z) as a NumPy expression of an array z; it may use the module math */
  numpy: string;
  /** greatest lower and least upper bound of f(z); null: unbounded */
  range: [number | null, number | null];
  /** squashing: rises from one finite bound to the other, and is flat at both ends; rectifier: about z for large z, and nearly flat for very negative z; identity; periodic */
  family: "identity" | "squashing" | "rectifier" | "periodic";
  /** the largest |f′(z)| */
  largest_slope: number;
}

/** A generated data set. */
export interface CatalogDataSet {
  name: string;
  label: string;
  task: "binary" | "multiclass" | "regression";
  /** number of classes; 0 in regression */
  classes: number;
  /** default number of points */
  samples: number;
  description: string;
  /** the effect of position noise on this set */
  position_noise: string;
  /** the effect of label noise on this set */
  label_noise: string;
  preview: PointsPreview;
}

/** A feature of points in the plane. */
export interface CatalogFeature {
  name: string;
  label: string;
  /** its values over the plane, row 0 at the top, column 0 at the left */
  preview: number[][];
}

/** A choice that has a formula. */
export interface CatalogFormula {
  name: string;
  label: string;
  formula: string;
}

/** A hyperparameter, from `low` to `high` inclusive. */
export interface CatalogHyperparameter {
  name: string;
  /** in formulas; empty if it has none */
  symbol: string;
  default: number;
  low: number;
  high: number;
}

/** A distribution of initial weights W (n_in, n_out), with s for the scale in its formula. */
export interface CatalogInitializer {
  name: string;
  label: string;
  formula: string;
  /** publication; empty if there is none */
  source: string;
  /** meaning of `scale`; null if it has none */
  scale_label: string | null;
  default_scale: number;
}

/** A kind of hidden layer. */
export interface CatalogLayer {
  name: string;
  label: string;
  formula: string;
  /** publication; empty if there is none */
  source: string;
  /** an example for `network.layers`, four units wide */
  example: Record<string, any>;
  /** required input: time steps, whole numbers (as the first layer), an image, or any */
  reads: "any" | "steps" | "numbers" | "image";
  options: CatalogLayerOption[];
  /** names of the matrices side by side in its weights; empty if it has one or none */
  gates: string[];
  /** how a unit is connected: to all units before it by weights (weights), to all of them in another way (all), or to the unit at the same place (units) */
  connects: "weights" | "all" | "units";
  /** inputs of its weights: the units before it, the pixels of a patch, or the symbols of a vocabulary */
  inputs: "units" | "patch" | "symbols";
  /** the name of one of its units */
  unit: "neuron" | "filter" | "channel";
  /** whether its parameters only scale and shift normalized inputs */
  normalizes: boolean;
}

/** An option of a layer. */
export interface CatalogLayerOption {
  name: string;
  description: string;
  /** null: no default, or the meaning of `empty` */
  default: boolean | number | string | null;
  low: number;
  /** largest number; if it is not above `low`, the option is not a number */
  high: number;
  /** whether the number is an integer */
  whole: boolean;
  /** empty if the option is a number */
  choices: (boolean | number | string)[];
  /** the meaning of null; null if the option cannot be null */
  empty: string | null;
  /** whether a change needs new weights */
  restarts: boolean;
}

/** The limits of runs on this server. */
export interface CatalogLimits {
  layers: number;
  units: number;
  parameters: number;
  batch: number;
  samples: number;
  inputs: number;
  /** steps of one call */
  steps: number;
  body_bytes: number;
  message_bytes: number;
}

/** A loss. */
export interface CatalogLoss {
  name: string;
  label: string;
  formula: string;
  /** of one sample, with \hat y_k for an output and y_k for its target */
  latex: string;
  /** by one output, or by its pre-activation if the loss needs an output activation */
  latex_derivative: string;
  /** by one output also then; empty if the loss needs no activation */
  latex_by_prediction: string;
  description: string;
  /** the output activation it needs; null: any but softmax */
  output_activation: string | null;
  /** tasks that it is defined for; empty: all */
  tasks: ("binary" | "multiclass" | "regression")[];
}

/** An optimizer and its hyperparameters, learning rate apart. */
export interface CatalogOptimizer {
  name: string;
  label: string;
  formula: string;
  /** publication */
  source: string;
  /** the default learning rate */
  learning_rate: number;
  hyperparameters: CatalogHyperparameter[];
  /** the update of a parameter, line by line */
  update: CatalogUpdateLine[];
  /** likewise, of parameters that are in no matrix; empty if it is the same */
  vector_update: CatalogUpdateLine[];
}

/** An option: a number from `low` to `high` inclusive, one of `choices`, or either. */
export interface CatalogOption {
  name: string;
  description: string;
  /** null: no default, or the meaning of `empty` */
  default: boolean | number | string | null;
  low: number;
  /** largest number; if it is not above `low`, the option is not a number */
  high: number;
  /** whether the number is an integer */
  whole: boolean;
  /** empty if the option is a number */
  choices: (boolean | number | string)[];
  /** the meaning of null; null if the option cannot be null */
  empty: string | null;
}

/** A task of 1986, with all its patterns of bits. It is a regression whose accuracy counts the patterns with every output on the right side of ½. */
export interface CatalogPatternSet {
  name: string;
  label: string;
  /** patterns, as published */
  samples: number;
  description: string;
  /** source */
  source: string;
  /** bits of an input, as published */
  bits: number;
  /** smallest number of bits of an input */
  least: number;
  most: number;
  /** bits of a target, as published */
  outputs: number;
  /** target of a bit that is off; 1 - off is that of a bit that is on */
  off: number;
  /** default number of test patterns */
  held_out: number;
  input_names: string[] | null;
  output_names: string[] | null;
  preview: PatternPreview;
}

/** An example run. */
export interface CatalogPreset {
  name: string;
  label: string;
  description: string;
  /** publication; empty if the run has not been published */
  source: string;
  /** published result; empty if there is none */
  published: string;
  spec: RunSpec;
}

/** Measured data. */
export interface CatalogRealSet {
  name: string;
  label: string;
  task: "binary" | "multiclass" | "regression";
  classes: number;
  /** rows; all of them are used */
  samples: number;
  description: string;
  /** authors and publication */
  source: string;
  input_names: string[];
  class_names: string[];
  /** height, width and channels if the inputs are the pixels of an image, row by row; else null */
  image: [number, number, number] | null;
  /** whether inputs are standardized by default */
  standardize: boolean;
  /** the effect of position noise on this set */
  position_noise: string;
  /** the effect of label noise on this set */
  label_noise: string;
  /** some rows, as their first two principal components */
  preview: PointsPreview;
}

/** A schedule of the learning rate η by the number t of updates. */
export interface CatalogSchedule {
  name: string;
  label: string;
  formula: string;
  /** publication; empty if there is none */
  source: string;
  hyperparameters: CatalogHyperparameter[];
}

/** Generated sequences. */
export interface CatalogSequenceSet {
  name: string;
  label: string;
  task: "binary" | "multiclass" | "regression";
  /** number of classes by default; 0 in regression */
  classes: number;
  /** default number of sequences */
  samples: number;
  description: string;
  /** source */
  source: string;
  /** result of a network without memory */
  baseline: string;
  /** time steps by default */
  steps: number;
  options: CatalogOption[];
  /** one sequence, by default */
  preview: SequencePreview;
}

/** A classic function of two variables, or of one and a `y` without effect. */
export interface CatalogSurface {
  name: string;
  label: string;
  formula: string;
  /** publication */
  source: string;
  description: string;
  dimensions: number;
  hyperparameters: CatalogHyperparameter[];
  /** the part of the plane to show */
  window: [[number, number], [number, number]];
  start: [number, number];
  /** default number of steps */
  steps: number;
  /** good settings by optimizer, if its defaults are not */
  settings: Record<string, Record<string, number>>;
}

/** A text, read character by character. */
export interface CatalogText {
  label: string;
  description: string;
  /** an example text */
  example: string;
  options: CatalogOption[];
}

/** One line of the derivation of an update, as LaTeX. In `numbers` and `result`, {name} is a number of the parameter: w, g, t, a hyperparameter, `rate` (the scheduled learning rate), a row of the memory before the step, `next.` and a row for after it, or one of the `parts` of a trace. */
export interface CatalogUpdateLine {
  /** symbol of the value that the line computes */
  symbol: string;
  /** formula; may be empty */
  latex: string;
  /** formula with numbers; may be empty */
  numbers: string;
  /** name of the result; empty if the next line continues this one */
  result: string;
  /** name of a hyperparameter; the line applies only if it is 0. Empty: always */
  if_zero: string;
  /** likewise, only if it is not 0 */
  if_nonzero: string;
}

/** A challenge, as a role may see it. */
export interface Challenge {
  id: string;
  text: string;
  goal: Goal;
  ranking: "time" | "neurons" | "parameters" | "epochs";
  features: ("x1" | "x2" | "x1_squared" | "x2_squared" | "x1_x2" | "sin_x1" | "sin_x2" | "cos_x1" | "cos_x2")[] | null;
  /** whether everybody began with the same run */
  pushed: boolean;
  /** where the hidden samples come from: drawn anew by the generator of the data, or taken out of the rows before these were given to members */
  samples: "new" | "held_back";
  /** number of hidden samples */
  count: number;
  /** total time on the clock; null: no limit */
  seconds: number | null;
  state: "running" | "over";
  /** whether the projector shows it */
  shown: boolean;
  /** whether the clock runs; it stops while the workshop is paused */
  ticking: boolean;
  /** seconds on the clock since the start */
  elapsed: number;
  /** seconds left when this was sent, from which a client counts down; null: no limit */
  remaining: number | null;
  /** number of members who take part: those admitted */
  members: number;
  /** number of them who have reached the goal */
  reached: number;
  /** the best value of any member so far */
  best: number | null;
  /** the member's own entry; null for other roles, or before the first */
  mine: ChallengeEntry | null;
}

/** Changes of a challenge; fields that are left out stay as they are. */
export interface ChallengeChange {
  /** over: ends it; running: resumes it */
  state?: "running" | "over" | null;
  /** time that is added to what is left on the clock */
  more_seconds?: number | null;
  /** whether the projector shows it */
  shown?: boolean | null;
}

/** A member in a challenge. */
export interface ChallengeEntry {
  member: string;
  /** null if names are hidden from the role */
  name: string | null;
  /** among those who have reached the goal, from 1; equal members share it; null for others */
  place: number | null;
  /** the metric of the present run on the hidden samples; null: not measured yet */
  value: number | null;
  /** the best value so far */
  best: number | null;
  reached: Reached | null;
  /** why the present run does not count: data: it has, or was trained on, other data; features: it uses features that are not allowed; loss: it has another loss function; waiting: the member has not been admitted */
  not_counted: "data" | "features" | "loss" | "waiting" | null;
}

/** The challenge that is running, or the newest: on connecting and when its entries change, at most once a second. A member receives only changes of their own entry. */
export interface ChallengeEvent {
  challenge: Challenge;
  entries: ChallengeEntry[];
  type: "challenge";
}

/** A new challenge, and those who could not be given its run. */
export interface ChallengeMade {
  challenge: Challenge;
  refused: PushRefusal[];
}

/** A challenge with its entries: first those who have reached the goal by their places, then the others by their best values. The teacher gets all, the projector the first of those admitted. */
export interface ChallengeRanking {
  challenge: Challenge;
  entries: ChallengeEntry[];
}

/** A new challenge, which begins at once. */
export interface ChallengeRequest {
  /** what to do, in the teacher's words */
  text?: string;
  goal: Goal;
  /** what ranks those who reach the goal: the time since the start; or the fewest hidden neurons, parameters or epochs of the run with which they reach it, then the time */
  ranking?: "time" | "neurons" | "parameters" | "epochs";
  /** the run that everybody begins with, including later members; null: everybody keeps theirs */
  spec?: RunSpecInput | null;
  /** features that a network may use; null: any */
  features?: ("x1" | "x2" | "x1_squared" | "x2_squared" | "x1_x2" | "sin_x1" | "sin_x2" | "cos_x1" | "cos_x2")[] | null;
  /** time on the clock; null: it runs until the teacher ends it */
  seconds?: number | null;
}

/** A loss before and after the coming update. */
export interface Change {
  before: number | null;
  after: number | null;
}

/** The checkpoints of a run, complete states to show and to continue from; one column per metric, in the order of their steps. If there are too many, they are thinned evenly. */
export interface CheckpointsAnswer {
  /** number of the history, as in the session */
  history_number: number;
  /** largest number of checkpoints of this run; 0 if the network is too large */
  capacity: number;
  step: number[];
  epoch: number[];
  train_loss: (number | null)[];
  test_loss: (number | null)[];
  /** whether the run's settings have changed since */
  changed: boolean[];
}

/** Gradient clipping, by value or by the norm of the whole gradient. */
export interface ClippingSpec {
  name: "none" | "value" | "norm";
  limit: number;
}

/** Gradient clipping, by value or by the norm of the whole gradient. */
export interface ClippingSpecInput {
  name?: "none" | "value" | "norm";
  limit?: number;
}

/** The last message of a channel. */
export interface CloseChannel {
  type: "close";
}

/** The last event: the server closes the stream, with a code of CloseCode. */
export interface ClosedEvent {
  type: "closed";
  code: number;
  reason: string;
}

export type Command = Play | Pause | Step | Reset | Set | SetParameter | Undo | ViewCommand | Ack;

/** a[first : first + len(x)] = x: one part of a concatenation. */
export interface ConcatTrace {
  kind: "concat";
  layer: string;
  /** x */
  inputs: (number | null)[];
  first: number;
  /** the same numbers in a */
  outputs: (number | null)[];
  /** ∂L/∂ that part of a */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂x */
  input_adjoints: (number | null)[] | null;
}

/** Counts of samples by true class (row) and predicted class (column); all zeros without test rows. */
export interface Confusion {
  train: number[][];
  test: number[][];
}

/** The confusion matrices of a classification. */
export interface ConfusionAnswer {
  train: number[][];
  test: number[][];
  /** names of the rows and columns; null if they have none */
  class_names: string[] | null;
}

/** Convolution of an image with square filters, stride 1. */
export interface ConvolutionSpec {
  kind: "conv2d";
  filters: number;
  /** side of the square */
  size: number;
  /** same: zeros around; valid: none, smaller */
  padding: "same" | "valid";
  activation: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin";
  /** its parameters are not trained */
  frozen: boolean;
}

/** Convolution of an image with square filters, stride 1. */
export interface ConvolutionSpecInput {
  kind: "conv2d";
  filters: number;
  /** side of the square */
  size?: number;
  /** same: zeros around; valid: none, smaller */
  padding?: "same" | "valid";
  activation?: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin";
  /** its parameters are not trained */
  frozen?: boolean;
}

/** The number and form of a run's samples. The numbers of a sequence are given step after step. */
export interface DataShape {
  /** number of training samples */
  train_size: number;
  /** number of test samples */
  test_size: number;
  task: "binary" | "multiclass" | "regression";
  /** number of classes; 0 in regression */
  classes: number;
  /** null if the classes have no names, or there are none */
  class_names: string[] | null;
  /** height, width and channels if the inputs are the pixels of an image, row by row; else null */
  image: [number, number, number] | null;
  /** time steps of a sample; null if the inputs are no sequence */
  steps: number | null;
  /** number of steps that have targets; 1: one target for the whole sequence */
  target_steps: number;
  /** between off and on, if each target is a bit; null if targets are values or classes */
  decision_threshold: number | null;
  /** test loss of the best constant guess: half the squared error in regression, otherwise the cross-entropy, averaged over the targets of a sample; null without test samples */
  baseline_loss: number | null;
}

/** A fully connected layer, a = f(x W + b). */
export interface DenseSpec {
  kind: "dense";
  units: number;
  activation: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin";
  /** its parameters are not trained */
  frozen: boolean;
  /** whether every unit has a bias b; without, b is 0 */
  bias: boolean;
}

/** A fully connected layer, a = f(x W + b). */
export interface DenseSpecInput {
  kind?: "dense";
  units: number;
  activation?: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin";
  /** its parameters are not trained */
  frozen?: boolean;
  /** whether every unit has a bias b; without, b is 0 */
  bias?: boolean;
}

/** z = x W + b. Parameters are null if their layer is not traced, biases also if the layer has none. */
export interface DenseTrace {
  kind: "dense";
  layer: string;
  /** x */
  inputs: (number | null)[];
  weights: ParameterTrace | null;
  biases: ParameterTrace | null;
  /** x_i w_ij, (inputs, units) */
  terms: ((number | null)[])[] | null;
  /** z */
  outputs: (number | null)[];
  /** ∂L/∂z */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂x */
  input_adjoints: (number | null)[] | null;
}

/** The path of one optimizer, up to the first value that is not finite. */
export interface Descent {
  optimizer: string;
  /** step of each point, from 0; a long path is thinned evenly */
  step: number[];
  points: ([number, number])[];
  /** f at the points */
  values: number[];
  /** gradient of the step that led to the point; null at the start */
  gradient: ([number | null, number | null])[];
  /** change by that step */
  update: ([number | null, number | null])[];
  /** the optimizer's, by the names in its formula */
  memory: Record<string, ([number | null, number | null])[]>;
  /** the first step that was not finite */
  diverged: number | null;
}

/** A divergence: a loss or an update was not a finite number, and the run has returned to an earlier state. */
export interface DivergenceReport {
  /** updates done before it */
  step: number;
  quantity: "loss" | "update";
  /** the first layer that overflowed, or loss */
  layer: string;
  /** step of the state that the run has returned to */
  returned_to: number;
  /** a learning rate with which training from there was tried and lowers the loss; null: none was found */
  learning_rate: number | null;
  detail: string;
  remedy: string;
}

/** In training, set a random share of the units to 0 and scale up the others (Srivastava et al. 2014). */
export interface DropoutSpec {
  kind: "dropout";
  /** share that is dropped */
  rate: number;
}

/** In training, set a random share of the units to 0 and scale up the others (Srivastava et al. 2014). */
export interface DropoutSpecInput {
  kind: "dropout";
  /** share that is dropped */
  rate?: number;
}

/** a = x: a trace uses inference mode, without dropout. */
export interface DropoutTrace {
  kind: "dropout";
  layer: string;
  /** share of units dropped in training */
  rate: number;
  /** x */
  inputs: (number | null)[];
  /** a */
  outputs: (number | null)[];
  /** ∂L/∂a */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂x */
  input_adjoints: (number | null)[] | null;
}

/** A trained vector for each index from 0, in place of every input column; only as the first layer. */
export interface EmbeddingSpec {
  kind: "embedding";
  units: number;
  /** number of different indices */
  vocabulary: number;
  /** its parameters are not trained */
  frozen: boolean;
}

/** A trained vector for each index from 0, in place of every input column; only as the first layer. */
export interface EmbeddingSpecInput {
  kind: "embedding";
  units: number;
  /** number of different indices */
  vocabulary: number;
  /** its parameters are not trained */
  frozen?: boolean;
}

/** Embedding or one-hot: a vector for each index. Its kind is `table`, the name that this op had first. */
export interface EmbeddingTrace {
  kind: "table";
  layer: string;
  /** indices */
  inputs: (number | null)[];
  /** a row for each index; null also for one-hot, which has no parameters */
  weights: ParameterTrace | null;
  /** the vectors, (inputs, units) */
  outputs: ((number | null)[])[];
  output_adjoints: ((number | null)[])[] | null;
}

/** The role that a key gives. */
export interface EnterAnswer {
  role: "teacher" | "member" | "projector";
  /** the member's id; null for other roles */
  member: string | null;
}

/** A key, to be kept in a cookie from now on. */
export interface EnterRequest {
  key: string;
}

/** A command that failed, or a failure while playing. The stream stays open. */
export interface ErrorEvent {
  type: "error";
  re: number | string | null;
  problem: Problem;
}

/** An experiment, as a role may see it. Run i has value number i modulo the number of values. */
export interface Experiment {
  id: string;
  text: string;
  vary: "seed" | "learning_rate" | "optimizer" | "layers" | "units" | "activation" | "initializer" | "batch_size";
  values: (number | string)[];
  /** of the axis of the values */
  scale: "linear" | "log" | "names";
  repeats: number;
  epochs: number;
  metric: "train_loss" | "test_loss" | "accuracy";
  state: "dealt" | "running" | "over";
  /** whether projector and members see it */
  shown: boolean;
  /** number of runs */
  trials: number;
  /** number of members who have a run */
  members: number;
  /** the outcome in words; null before it is over */
  summary: string | null;
  /** the member's own run; null for other roles, and for members without one */
  mine: MyTrial | null;
}

/** An experiment with its runs. */
export interface ExperimentAnswer {
  id: string;
  text: string;
  vary: "seed" | "learning_rate" | "optimizer" | "layers" | "units" | "activation" | "initializer" | "batch_size";
  values: (number | string)[];
  /** of the axis of the values */
  scale: "linear" | "log" | "names";
  repeats: number;
  epochs: number;
  metric: "train_loss" | "test_loss" | "accuracy";
  state: "dealt" | "running" | "over";
  /** whether projector and members see it */
  shown: boolean;
  /** number of runs */
  trials: number;
  /** number of members who have a run */
  members: number;
  /** the outcome in words; null before it is over */
  summary: string | null;
  /** the member's own run; null for other roles, and for members without one */
  mine: MyTrial | null;
  runs: Trial[];
}

/** Changes of an experiment; fields that are left out stay as they are. */
export interface ExperimentChange {
  /** running: starts all runs of a dealt one at once; over: ends it before all have finished */
  state?: "running" | "over" | null;
  /** whether projector and members see it */
  shown?: boolean | null;
}

/** How the runs of the newest experiment are doing, in the order of their numbers: while they train, at most once a second, for members every two seconds. */
export interface ExperimentEvent {
  type: "experiment";
  id: string;
  epochs: number[];
  /** rounded to six digits */
  metrics: (number | null)[];
  /** a letter each: o open, d dealt, t training, f finished, x diverged */
  states: string;
  /** numbers of the runs that the server trains */
  server: number[];
}

/** A new experiment. refused: members who could not be given their run; the server trains it instead. */
export interface ExperimentMade {
  experiment: ExperimentAnswer;
  refused: PushRefusal[];
}

/** A new experiment, which is dealt to the members at once. */
export interface ExperimentRequest {
  /** what it is about, in the teacher's words */
  text?: string;
  /** the run that everybody gets, apart from what varies and the seed */
  spec: RunSpecInput;
  /** layers: the number of hidden layers; units: those of every hidden layer */
  vary: "seed" | "learning_rate" | "optimizer" | "layers" | "units" | "activation" | "initializer" | "batch_size";
  /** numbers, or names as in the catalog, at least two; or a range of numbers */
  values: (number | string)[] | ValueRange;
  /** runs of each value, each with a different seed; 1 if seeds vary */
  repeats?: number;
  /** number of epochs that every run is trained */
  epochs: number;
  /** accuracy: of the test split */
  metric?: "train_loss" | "test_loss" | "accuracy";
}

/** The graph, its values, and its derivatives by both modes. */
export interface ExpressionAnswer {
  /** inputs first, then operations, each after its arguments */
  nodes: ExpressionNode[];
  /** number of nodes that are inputs */
  inputs: number;
  /** number of nodes that are operations */
  operations: number;
  /** number that either mode needs */
  local_derivatives: number;
  /** one pass for each input */
  forward: ForwardPass[];
  /** one pass for each output, a statement that no other reads */
  reverse: ReversePass[];
  /** the first number that is not finite; null if there is none */
  trouble: ExpressionTrouble | null;
  /** names in `values` without effect: not an input, or set in the text */
  unused: string[];
}

/** An argument of an operation: a node, or a constant as typed. */
export interface ExpressionArgument {
  node: number | null;
  constant: string | null;
  value: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[];
  /** local derivative, ∂ this value / ∂ the argument; null if the argument depends on no input. Of arrays, the derivatives that the rule multiplies by, null if it has none of its own */
  local: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[] | null;
  /** its formula, with #0 for this value, #1 and #2 for the arguments */
  latex_local: string | null;
  /** formula of the contribution to the argument's adjoint, with #a for the adjoint of this value and #d for `local`; null if the argument depends on no input */
  rule: string | null;
  /** of arrays: all derivatives, with a row for each entry of this value and a column for each entry of the argument, row by row; null if there are more than 256 */
  jacobian: ((number | "inf" | "-inf" | "nan")[])[] | null;
}

/** Operations of one pass, without local derivatives, which both modes need once. */
export interface ExpressionCost {
  multiplications: number;
  additions: number;
}

/** A row of the Wengert list. */
export interface ExpressionNode {
  /** its name in the text */
  name: string | null;
  /** null for an input */
  operation: string | null;
  /** the operation as a symbol, or the name of an input */
  symbol: string;
  /** the formula of its value; empty for an input */
  latex: string;
  /** its characters in the text */
  span: [number, number] | null;
  /** empty for a number */
  shape: number[];
  value: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[];
  arguments: ExpressionArgument[];
}

/** One application of the chain rule: the operation's rule, applied to its adjoint, adds to the adjoint of an argument. */
export interface ExpressionProduct {
  /** 0 or 1 */
  argument: number;
  /** the argument's node */
  node: number;
  /** null if the operation's rule has no local derivatives of its own */
  local: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[] | null;
  product: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[];
  /** the node's adjoint before; null if this is the first contribution */
  before: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[] | null;
  after: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[];
}

/** An expression and the values of its inputs. */
export interface ExpressionRequest {
  /** statements, separated by line breaks or semicolons: `name = expression` or an expression, of at most 2,000 characters and 24 inputs; numbers, names, functions and ( ) joined by + - * / ^ (or **) and @, the matrix product; * can be left out after a number, as in 3x or 2sin(x). [1, 2] is a vector, [[1, 2], [3, 4]] a matrix, of at most 8 entries a side; W.T is the transpose. A name that is set to a number or an array is an input with this value */
  text: string;
  /** values of inputs that the text does not give: numbers, or arrays as lists; 0.5 by default */
  values?: Record<string, number | number[] | number[][]>;
  /** by the name of an input, the direction in which forward mode differentiates, by default its first entry; by the name of an output, the adjoint that reverse mode begins with, by default 1 for every entry, which gives the derivatives of the sum of its entries. Each has the shape of its value */
  seeds?: Record<string, number | number[] | number[][]>;
}

/** The first number that is not finite. */
export interface ExpressionTrouble {
  node: number;
  quantity: "value" | "local derivative" | "adjoint";
  reason: string;
}

/** One wrong field of a request. */
export interface FieldProblem {
  /** JSON pointer into the body, or the name of a query parameter or path part */
  pointer: string;
  detail: string;
  /** the value; of a long one the beginning */
  received: any;
}

/** Whether the network can be built, and which changes of its hidden layers leave one that can. Every change named here may be sent with `"reset": true, "adapt": true`: layers that follow from the changed one (recurrent layers that have to return sequences, the width of residual blocks) are adapted then. */
export interface FitAnswer {
  /** whether the network of the patched spec can be built unchanged */
  fits: boolean;
  /** why it cannot; null if it can */
  problem: string | null;
  /** the hidden layers as `adapt` would make them; the fields below are about these */
  layers: (DenseSpec | ActivationSpec | LayerNormSpec | BatchNormSpec | DropoutSpec | ResidualSpec | ParallelSpec | RnnSpec | LstmSpec | GruSpec | EmbeddingSpec | OneHotSpec | ConvolutionSpec | MaxPoolSpec)[];
  /** for each of `layers` */
  choices: LayerChoice[];
  /** before each of `layers`, and at the end: a layer that can be put in there; null: none fits */
  insertions: (DenseSpec | ActivationSpec | LayerNormSpec | BatchNormSpec | DropoutSpec | ResidualSpec | ParallelSpec | RnnSpec | LstmSpec | GruSpec | EmbeddingSpec | OneHotSpec | ConvolutionSpec | MaxPoolSpec | null)[];
  /** for each layer, those inside a block before the block: the options, by name, that can take fewer values than the catalog allows; of `layers` without the output, in the order of the session's layers */
  options: (Record<string, OptionRange>)[];
}

/** A change to check; the run is not changed. */
export interface FitRequest {
  /** JSON merge patch (RFC 7396) of the RunSpec; empty: the unchanged run */
  patch?: Record<string, any>;
}

/** a = x[first : first + len(a)]: the copy that one of several readers of a value gets. */
export interface ForkTrace {
  kind: "fork";
  layer: string;
  /** x */
  inputs: (number | null)[];
  first: number;
  /** a */
  outputs: (number | null)[];
  /** ∂L/∂a, of this reader */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂x, the sum over all readers */
  input_adjoints: (number | null)[] | null;
}

/** Forward mode: the derivatives of every node with respect to one input, in one direction if it is an array. */
export interface ForwardPass {
  /** number of the node */
  input: number;
  /** the direction; 1 for a number */
  seed: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[];
  /** passes for all derivatives by the input, one for each of its entries */
  passes: number;
  /** of every node; null if it does not depend on the input */
  tangents: (number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[] | null)[];
  /** of one pass */
  cost: ExpressionCost;
}

/** The JSON in front of a frame's arrays. */
export interface FrameHeader {
  /** number to acknowledge; grows within a session */
  frame: number;
  step: number;
  epoch: number;
  sample: number;
  status: "ready" | "diverged";
  playing: boolean;
  metrics: Metrics;
  /** null in regression, and if the view does not ask for it */
  confusion: Confusion | null;
  layers: FrameLayer[];
  /** rows of `map_scales` whose map held NaN or infinity */
  non_finite_maps: number[];
  sections: FrameSection[];
}

/** The range of a layer's row of the section `histograms`. */
export interface FrameHistogram {
  low: number | null;
  high: number | null;
}

/** Statistics of one layer; the counts of its histogram are a row of the section `histograms`. */
export interface FrameLayer {
  name: string;
  activation: ActivationStatistics;
  gradient_norm: number | null;
  update_ratio: number | null;
  histogram: FrameHistogram;
}

/** One array of a frame: `offset` bytes after the end of the header, little-endian, row by row. */
export interface FrameSection {
  name: "output_maps" | "neuron_maps" | "map_scales" | "parameters" | "gradients" | "histograms";
  dtype: "uint8" | "float32" | "uint32";
  shape: number[];
  offset: number;
}

/** What a frame shows; 0 leaves maps out. Large networks are mapped more coarsely than requested. */
export interface FrameView {
  /** side of the outputs' maps */
  resolution?: number;
  /** side of the hidden units' maps */
  neuron_resolution?: number;
  /** hidden units mapped in each layer, the first ones */
  neurons_per_layer?: number;
  /** whether headers hold the confusion matrices of a classification */
  confusion?: boolean;
}

/** The generated text. */
export interface GenerateAnswer {
  /** updates done */
  step: number;
  /** without the prompt */
  text: string;
}

/** A prompt, and how to continue it. */
export interface GenerateRequest {
  /** characters of the text trained on */
  prompt: string;
  /** number of characters to generate */
  length?: number;
  /** below 1, likely characters are drawn more often than their probability; above 1, less often */
  temperature?: number;
  /** of the random draws: the same network, prompt and seed give the same text */
  seed?: number;
}

/** The generator that draws the order of the samples: NumPy's PCG64. Its two numbers of 128 bits are decimal text. */
export interface GeneratorState {
  name: "PCG64";
  state: string;
  increment: string;
  /** 1 if half of the last draw is still unused */
  has_uint32: 0 | 1;
  /** the unused half */
  uinteger: number;
}

/** A plane of an earlier answer, or any other: centre and two directions, a number for each parameter. */
export interface GivenPlane {
  kind: "given";
  centre: number[];
  first: number[];
  second: number[];
}

/** All terms, by subject. */
export interface Glossary {
  terms: GlossaryTerm[];
}

/** A chart of a function of the catalog. */
export interface GlossaryChart {
  kind: "chart";
  /** label of the horizontal axis */
  x: string;
  curves: GlossaryCurve[];
}

/** A line of a chart. */
export interface GlossaryCurve {
  label: string;
  xs: number[];
  ys: number[];
}

/** A chain of values and operations from left to right. */
export interface GlossaryDiagram {
  kind: "diagram";
  nodes: string[];
  /** connections from one node to another that pass over those between */
  skips: ([number, number])[];
  /** whether the gradient is drawn, which runs back along the chain */
  backward: boolean;
}

/** A place on the page where the term can be seen. */
export interface GlossaryPlace {
  /** address of the view, with its choices */
  path: string;
  /** label of the part to point at; empty: the view as a whole */
  label: string;
  /** choices of the catalog, such as layers.lstm, of which the run needs one; empty: any run will do */
  needs: string[];
}

/** A term and its explanation. */
export interface GlossaryTerm {
  /** its name in addresses, such as update-ratio */
  id: string;
  title: string;
  /** heading under which it is listed */
  subject: string;
  /** other names */
  synonyms: string[];
  /** labels of the page that stand for it */
  labels: string[];
  /** the explanation, with formulas in LaTeX between dollar signs */
  text: string;
  /** formulas in LaTeX, one per line */
  latex: string[];
  /** the catalog's formula in plain text, if there is no LaTeX; may be empty */
  formula: string;
  /** publication; empty if there is none */
  source: string;
  /** choices of the catalog that it explains, such as activations.tanh */
  choices: string[];
  /** list of the catalog that it explains as a whole, such as activations; may be empty */
  family: string;
  /** ids of related terms */
  related: string[];
  picture: GlossaryChart | GlossaryDiagram | null;
  /** where the page shows it; null if no view does */
  place: GlossaryPlace | null;
  /** a run that shows it; null if there is none */
  example: RunSpec | null;
}

/** What a run has to reach on the hidden samples. */
export interface Goal {
  /** test_loss: at most the threshold; accuracy: at least */
  metric: "test_loss" | "accuracy";
  threshold: number;
}

/** Backpropagation compared with numerical derivatives, block by block. */
export interface GradientCheckAnswer {
  passed: boolean;
  blocks: BlockCheck[];
}

/** How thoroughly to check. */
export interface GradientCheckRequest {
  /** largest number of samples of the next batch */
  samples?: number;
  /** largest number of parameters per block; fewer in large networks */
  components?: number;
}

/** Gated recurrent units. */
export interface GruSpec {
  units: number;
  /** return the state after every time step, rather than the last */
  return_sequences: boolean;
  recurrent_initializer: RecurrentInitializerSpec;
  /** number of last time steps that the gradient is propagated through; null: all */
  truncate: number | null;
  /** its parameters are not trained */
  frozen: boolean;
  kind: "gru";
}

/** Gated recurrent units. */
export interface GruSpecInput {
  units: number;
  /** return the state after every time step, rather than the last */
  return_sequences?: boolean;
  recurrent_initializer?: RecurrentInitializerSpecInput;
  /** number of last time steps that the gradient is propagated through; null: all */
  truncate?: number | null;
  /** its parameters are not trained */
  frozen?: boolean;
  kind: "gru";
}

/** Whether the server is ready to train. */
export interface Health {
  status: "warming" | "ready" | "failed";
  /** current stage of the start */
  message: string;
  /** kernels compiled */
  done: number;
  total: number;
  version: string;
  /** sessions at work: those in memory, which `max_sessions` limits */
  sessions: number;
  /** sessions that only the store has; each comes back when it is asked for */
  resting: number;
  /** workshops that have not ended */
  rooms: number;
  /** whether sessions, tables and workshops are kept across restarts */
  store: "off" | "opening" | "open" | "unavailable";
  /** why the store is unavailable */
  store_message: string;
}

/** Counts of activations in equal bins from `low` to `high`. */
export interface Histogram {
  low: number | null;
  high: number | null;
  counts: number[];
}

/** The history of a run, one column per metric, thinned evenly if the run is long. */
export interface HistoryAnswer {
  step: number[];
  epoch: number[];
  train_loss: (number | null)[];
  test_loss: (number | null)[];
  penalty: (number | null)[];
  train_accuracy: (number | null)[];
  test_accuracy: (number | null)[];
  train_r2: (number | null)[];
  test_r2: (number | null)[];
  /** one column per layer, in the network's order */
  gradient_norms: ((number | null)[])[];
  /** standard deviation of each layer's activations, in the same form */
  activation_stds: ((number | null)[])[];
}

/** Initializer of weights and biases; a bare name is accepted and has its default scale. */
export interface InitializerSpec {
  name: "zeros" | "constant" | "normal" | "uniform" | "glorot_uniform" | "glorot_normal" | "he_uniform" | "he_normal" | "lecun_uniform" | "lecun_normal" | "orthogonal" | "identity";
  /** the initializer's parameter, if it has one */
  scale: number | null;
  /** value or spread of the initial biases */
  bias: number;
  /** biases: all equal to bias, uniform in ±bias, or normal with standard deviation bias */
  bias_name: "constant" | "uniform" | "normal";
}

/** Initializer of weights and biases; a bare name is accepted and has its default scale. */
export interface InitializerSpecInput {
  name?: "zeros" | "constant" | "normal" | "uniform" | "glorot_uniform" | "glorot_normal" | "he_uniform" | "he_normal" | "lecun_uniform" | "lecun_normal" | "orthogonal" | "identity";
  /** the initializer's parameter, if it has one */
  scale?: number | null;
  /** value or spread of the initial biases */
  bias?: number;
  /** biases: all equal to bias, uniform in ±bias, or normal with standard deviation bias */
  bias_name?: "constant" | "uniform" | "normal";
}

/** Rows of a user. Without test rows `train_fraction` of them is trained on and the rest tested. */
export interface InlineSpec {
  name: "inline";
  inputs: number[][];
  targets: number[][];
  test_inputs: number[][] | null;
  test_targets: number[][] | null;
  /** null: inferred from the class names and the targets */
  task: "binary" | "multiclass" | "regression" | null;
  train_fraction: number;
  /** draws the split */
  seed: number;
  /** feed every input with mean 0 and standard deviation 1 over the training rows; rows stay as given */
  standardize: boolean;
  /** names of the input columns */
  input_names: string[] | null;
  /** names of the classes, including those without rows; null in regression */
  class_names: string[] | null;
  /** region of the plane to draw, for two inputs; null: one that holds every row */
  domain: [[number, number], [number, number]] | null;
  /** number of time steps in a row, one after the other; null: rows are not sequences */
  steps: number | null;
  /** a row of targets holds those of every time step, one after the other */
  targets_per_step: boolean;
  /** height, width and channels of the image in a row; null: rows are not images */
  image: [number, number, number] | null;
}

/** Rows of a user. Without test rows `train_fraction` of them is trained on and the rest tested. */
export interface InlineSpecInput {
  name: "inline";
  inputs: number[][];
  targets: number[][];
  test_inputs?: number[][] | null;
  test_targets?: number[][] | null;
  /** null: inferred from the class names and the targets */
  task?: "binary" | "multiclass" | "regression" | null;
  train_fraction?: number;
  /** draws the split */
  seed?: number;
  /** feed every input with mean 0 and standard deviation 1 over the training rows; rows stay as given */
  standardize?: boolean;
  /** names of the input columns */
  input_names?: string[] | null;
  /** names of the classes, including those without rows; null in regression */
  class_names?: string[] | null;
  /** region of the plane to draw, for two inputs; null: one that holds every row */
  domain?: [[number, number], [number, number]] | null;
  /** number of time steps in a row, one after the other; null: rows are not sequences */
  steps?: number | null;
  /** a row of targets holds those of every time step, one after the other */
  targets_per_step?: boolean;
  /** height, width and channels of the image in a row; null: rows are not images */
  image?: [number, number, number] | null;
}

/** What somebody who has the link sees of a room before joining. */
export interface Invitation {
  name: string;
  open: boolean;
  full: boolean;
  members: number;
}

/** A new member. */
export interface JoinAnswer {
  member: Member;
  /** id of the member's session, which nobody else learns */
  session: string;
  view: string;
  lesson: string | null;
  /** the member's key, which is shown only once */
  key: string;
}

/** A new member. */
export interface JoinRequest {
  /** empty: a friendly one is given */
  name?: string;
}

/** The mean training loss on the plane centre + a · first + b · second; row 0 at the largest b, column 0 at the smallest a. The loss is that of the session's metrics, without the penalty. */
export interface LandscapeAnswer {
  /** the parameters of this session, unless the plane was given */
  centre: number[];
  first: number[];
  second: number[];
  /** ranges of a and b */
  window: [[number, number], [number, number]];
  resolution: number;
  /** (resolution, resolution), at the centre of each cell */
  losses: ((number | null)[])[];
  /** number of training samples used; evenly spaced samples if all would take too long */
  samples: number;
  /** share of the squared distances from the centre that is within the plane, over the runs that determine it */
  captured: number | null;
  /** sessions that do not determine plane and window: they diverged, or moved many times as far as the others */
  apart: string[];
  trajectories: Trajectory[];
}

/** A plane, and the sessions whose trajectories are projected onto it. */
export interface LandscapeRequest {
  plane?: RandomPlane | TrajectoryPlane | GivenPlane;
  /** cells on a side */
  resolution?: number;
  /** range along each direction; null: around all trajectories */
  window?: [[number, number], [number, number]] | null;
  /** sessions with parameters of the same shapes; empty: this one */
  sessions?: string[];
}

/** The activations of one layer. */
export interface LayerActivations {
  name: string;
  /** (rows, units); all steps or pixels one after the other */
  values: ((number | null)[])[];
}

/** The layers that can replace one hidden layer. */
export interface LayerChoice {
  /** the kinds of layer that fit here, by name in the catalog's order, each with initial settings: the width of its input unless that is very wide. The present kind is included, with the present layer */
  kinds: Record<string, DenseSpec | ActivationSpec | LayerNormSpec | BatchNormSpec | DropoutSpec | ResidualSpec | ParallelSpec | RnnSpec | LstmSpec | GruSpec | EmbeddingSpec | OneHotSpec | ConvolutionSpec | MaxPoolSpec>;
  /** whether the network fits without the layer */
  removable: boolean;
}

/** Normalize each sample to mean 0 and variance 1 over the units, then apply a gain and a bias (Ba et al. 2016). */
export interface LayerNormSpec {
  kind: "layer_norm";
  /** its parameters are not trained */
  frozen: boolean;
}

/** Normalize each sample to mean 0 and variance 1 over the units, then apply a gain and a bias (Ba et al. 2016). */
export interface LayerNormSpecInput {
  kind: "layer_norm";
  /** its parameters are not trained */
  frozen?: boolean;
}

/** Statistics of one layer. */
export interface LayerReport {
  name: string;
  activation: ActivationStatistics;
  /** norm of the last gradient of the layer's parameters */
  gradient_norm: number | null;
  /** norm of the last update over the norm of the weights */
  update_ratio: number | null;
  histogram: Histogram;
  /** whether training leaves its parameters as they are */
  frozen: boolean;
}

/** A layer: its kind, its sources, and its place in the flat vector of parameters. A dense layer has weights (inputs, units) row by row, then biases; a recurrent layer has the units of all gates side by side, and `recurrent` weights, from step to step, between the two. */
export interface LayerShape {
  name: string;
  /** as in the RunSpec */
  kind: string;
  /** layers that it reads, `inputs` for the network's inputs; of a residual block the skip, then its branch */
  sources: string[];
  units: number;
  inputs: number;
  /** linear if it has none */
  activation: string;
  /** whether training leaves its parameters as they are */
  frozen: boolean;
  /** null if it has no weights */
  weights_offset: number | null;
  /** null if it has no biases */
  biases_offset: number | null;
  /** all its parameters */
  blocks: ParameterBlock[];
  /** of its output: [units], [steps, units] or [height, width, channels] */
  shape: number[];
}

/** One layer's parameters, of a dense layer those of a = f(x W + b); fields that a layer does not have are left out. */
export interface LayerWeights {
  name: string;
  /** (inputs, units) */
  weights: number[][] | null;
  /** (units) */
  biases: number[] | null;
  /** all others by name, with the shapes given in `layers` of the session */
  blocks: Record<string, number[] | number[][]> | null;
}

/** One layer's parameters, of a dense layer those of a = f(x W + b); fields that a layer does not have are left out. */
export interface LayerWeightsInput {
  name: string;
  /** (inputs, units) */
  weights?: number[][] | null;
  /** (units) */
  biases?: number[] | null;
  /** all others by name, with the shapes given in `layers` of the session */
  blocks?: Record<string, number[] | number[][]> | null;
}

/** A prediction of the lesson. Its question is a choice whose state is `open` or `revealed`; the text of question and choices is Markdown with formulas between dollar signs. */
export interface LessonPrediction {
  step: number;
  number: number;
  question: Question;
}

/** The lesson of the class, as a role may see it. */
export interface LessonState {
  name: string;
  title: string;
  /** teacher: members read up to `step` */
  pace: "free" | "teacher";
  /** the step that the teacher has released, from 1 */
  step: number;
  /** titles of all steps */
  steps: string[];
  /** in the order of the lesson; for the projector those revealed */
  predictions: LessonPrediction[];
}

/** The text of a lesson. */
export interface LessonText {
  /** name of its file */
  name: string;
  /** null if the file cannot be read */
  text: string | null;
  /** why the file cannot be read; null if it can */
  problem: string | null;
}

/** All lessons by name: the built-in ones, then those in the operator's folder. */
export interface LessonsAnswer {
  lessons: LessonText[];
}

/** The loss L of the outputs against the targets. */
export interface LossTrace {
  kind: "loss";
  layer: string;
  function: string;
  /** the outputs; for a cross-entropy, which includes the output activation, the pre-activations */
  inputs: (number | null)[];
  prediction: (number | null)[];
  targets: (number | null)[] | null;
  /** L */
  value: number | null;
  /** ∂L/∂ the inputs */
  input_adjoints: (number | null)[] | null;
  /** the loss of each step if targets are sequences; L is their mean */
  step_values: (number | null)[] | null;
  /** the activation that is computed with the loss, such as softmax */
  output_activation: string | null;
  /** ∂L/∂ŷ if there is one; infinite (null) for an output that is rounded to 0 or 1 and wrong */
  prediction_adjoints: (number | null)[] | null;
}

/** Long short-term memory. */
export interface LstmSpec {
  units: number;
  /** return the state after every time step, rather than the last */
  return_sequences: boolean;
  recurrent_initializer: RecurrentInitializerSpec;
  /** number of last time steps that the gradient is propagated through; null: all */
  truncate: number | null;
  /** its parameters are not trained */
  frozen: boolean;
  kind: "lstm";
  /** initial bias of the forget gates */
  forget_bias: number;
}

/** Long short-term memory. */
export interface LstmSpecInput {
  units: number;
  /** return the state after every time step, rather than the last */
  return_sequences?: boolean;
  recurrent_initializer?: RecurrentInitializerSpecInput;
  /** number of last time steps that the gradient is propagated through; null: all */
  truncate?: number | null;
  /** its parameters are not trained */
  frozen?: boolean;
  kind: "lstm";
  /** initial bias of the forget gates */
  forget_bias?: number;
}

/** Maximum over squares of pixels, for each channel. */
export interface MaxPoolSpec {
  kind: "max_pool";
  /** side of the square */
  size: number;
}

/** Maximum over squares of pixels, for each channel. */
export interface MaxPoolSpecInput {
  kind: "max_pool";
  /** side of the square */
  size?: number;
}

/** The largest pixel of every window, channel by channel. */
export interface MaxPoolTrace {
  kind: "max_pool";
  layer: string;
  size: number;
  inputs: (((number | null)[])[])[];
  /** index of that pixel in its window, counted row by row */
  chosen: number[][][];
  outputs: (((number | null)[])[])[];
  output_adjoints: (((number | null)[])[])[] | null;
  input_adjoints: (((number | null)[])[])[] | null;
}

/** A member's own id and name. */
export interface Member {
  id: string;
  name: string;
  admitted: boolean;
}

/** A member, and where to work. */
export interface MemberAnswer {
  member: Member;
  /** id of the member's session, which nobody else learns */
  session: string;
  view: string;
  lesson: string | null;
}

/** Changes of a member by the teacher; fields that are left out stay as they are. */
export interface MemberChange {
  admitted?: boolean | null;
  name?: string | null;
}

/** The quality of the network on each split; null if a metric does not apply to the task or is not finite. */
export interface Metrics {
  train_loss: number | null;
  test_loss: number | null;
  /** the regularization's part, not included in the losses */
  penalty: number | null;
  train_accuracy: number | null;
  test_accuracy: number | null;
  train_r2: number | null;
  test_r2: number | null;
}

/** The member's own run. index: its index in the runs of the experiment. */
export interface MyTrial {
  index: number;
  value: number;
  seed: number;
  state: "open" | "dealt" | "training" | "finished" | "diverged";
  metric: number | null;
}

/** A member's new name. */
export interface NameRequest {
  /** control characters are left out, long names are cut */
  name: string;
}

/** Hidden layers in order; the output layer's width follows from the targets. The network of the family trees (Rumelhart, Hinton & Williams 1986), 24 people and 12 relations as inputs: `[{"kind": "parallel", "branches": [{"inputs": [0, 24], "layers": [{"units": 6}]}, {"inputs": [24, 36], "layers": [{"units": 6}]}]}, {"units": 12}, {"units": 6}]`. A residual block of two layers, activations first: `{"kind": "residual", "layers": [{"kind": "activation", "activation": "relu"}, {"units": 8, "activation": "relu"}, {"units": 8, "activation": "linear"}]}`. */
export interface NetworkSpec {
  layers: (DenseSpec | ActivationSpec | LayerNormSpec | BatchNormSpec | DropoutSpec | ResidualSpec | ParallelSpec | RnnSpec | LstmSpec | GruSpec | EmbeddingSpec | OneHotSpec | ConvolutionSpec | MaxPoolSpec)[];
  /** null: the default of the task */
  output_activation: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin" | "softmax" | null;
  /** the output layer is not trained */
  output_frozen: boolean;
  /** whether every output has a bias */
  output_bias: boolean;
  initializer: InitializerSpec;
}

/** Hidden layers in order; the output layer's width follows from the targets. The network of the family trees (Rumelhart, Hinton & Williams 1986), 24 people and 12 relations as inputs: `[{"kind": "parallel", "branches": [{"inputs": [0, 24], "layers": [{"units": 6}]}, {"inputs": [24, 36], "layers": [{"units": 6}]}]}, {"units": 12}, {"units": 6}]`. A residual block of two layers, activations first: `{"kind": "residual", "layers": [{"kind": "activation", "activation": "relu"}, {"units": 8, "activation": "relu"}, {"units": 8, "activation": "linear"}]}`. */
export interface NetworkSpecInput {
  layers?: (DenseSpecInput | ActivationSpecInput | LayerNormSpecInput | BatchNormSpecInput | DropoutSpecInput | ResidualSpecInput | ParallelSpecInput | RnnSpecInput | LstmSpecInput | GruSpecInput | EmbeddingSpecInput | OneHotSpec | ConvolutionSpecInput | MaxPoolSpecInput)[];
  /** null: the default of the task */
  output_activation?: "linear" | "tanh" | "sigmoid" | "relu" | "leaky_relu" | "elu" | "gelu" | "silu" | "softplus" | "sin" | "softmax" | null;
  /** the output layer is not trained */
  output_frozen?: boolean;
  /** whether every output has a bias */
  output_bias?: boolean;
  initializer?: InitializerSpecInput;
}

/** a = (x - mean) / deviation · γ + b. */
export interface NormTrace {
  kind: "layer_norm" | "batch_norm";
  layer: string;
  /** x */
  inputs: (number | null)[];
  /** layer norm: one number, the sample's mean; batch norm: the running means */
  mean: (number | null)[];
  /** likewise the root of variance + 1e-5 */
  deviation: (number | null)[];
  /** (x - mean) / deviation */
  normalised: (number | null)[];
  gains: ParameterTrace | null;
  biases: ParameterTrace | null;
  /** a */
  outputs: (number | null)[];
  /** ∂L/∂a */
  output_adjoints: (number | null)[] | null;
  /** ∂L/∂x */
  input_adjoints: (number | null)[] | null;
}

/** A one-hot vector for each index from 0, in place of every input column; only as the first layer. */
export interface OneHotSpec {
  kind: "one_hot";
  /** number of different indices */
  vocabulary: number;
}

/** The first message of a channel, on a socket for several sessions. */
export interface OpenChannel {
  type: "open";
  /** id of the session */
  session: string;
  /** contents of the first frames */
  view?: FrameView;
}

/** An optimizer, its learning rate, and its other hyper-parameters by name (momentum, beta1, …). */
export interface OptimizerSpec {
  name: "sgd" | "momentum" | "nesterov" | "adagrad" | "adadelta" | "rmsprop" | "adam" | "amsgrad" | "adamw" | "lion" | "muon";
  /** default: that of the optimizer in the catalog */
  learning_rate: number;
  [name: string]: "sgd" | "momentum" | "nesterov" | "adagrad" | "adadelta" | "rmsprop" | "adam" | "amsgrad" | "adamw" | "lion" | "muon" | number;
}

/** An optimizer, its learning rate, and its other hyper-parameters by name (momentum, beta1, …). */
export interface OptimizerSpecInput {
  name?: "sgd" | "momentum" | "nesterov" | "adagrad" | "adadelta" | "rmsprop" | "adam" | "amsgrad" | "adamw" | "lion" | "muon";
  /** default: that of the optimizer in the catalog */
  learning_rate?: number;
  [name: string]: "sgd" | "momentum" | "nesterov" | "adagrad" | "adadelta" | "rmsprop" | "adam" | "amsgrad" | "adamw" | "lion" | "muon" | number | undefined;
}

/** The values of a layer's option with which the network fits, as in the catalog's option. */
export interface OptionRange {
  low: number;
  /** largest number; if it is not above `low`, no other number fits */
  high: number;
  choices: (boolean | number | string)[];
}

/** Branches that read the same input, or parts of it; their outputs are concatenated in order. */
export interface ParallelSpec {
  kind: "parallel";
  branches: BranchSpec[];
}

/** Branches that read the same input, or parts of it; their outputs are concatenated in order. */
export interface ParallelSpecInput {
  kind: "parallel";
  branches: BranchSpecInput[];
}

/** One array of a layer's parameters in the flat vector, row by row. */
export interface ParameterBlock {
  name: string;
  offset: number;
  shape: number[];
}

/** A new value for one weight or bias. */
export interface ParameterChange {
  /** name of the layer, as in `dense_1` */
  layer: string;
  /** number of the unit in its layer */
  unit: number;
  /** number of the weight's input; null: the unit's bias */
  input: number | null;
  value: number;
  /** another block of the layer; null: its weights or biases */
  block?: string | null;
}

/** The history of one parameter, one column per quantity. Gradient and update are those of the step before, null at step 0. update = decay - effective_rate · direction, as in a trace. */
export interface ParameterHistory {
  /** its index in the flat vector */
  parameter: number;
  /** name of its block, as in `dense_1.weights` */
  name: string;
  /** its index in the block */
  index: number[];
  optimizer: string;
  step: number[];
  value: (number | null)[];
  /** as passed to the optimizer: with the penalty, clipped */
  gradient: (number | null)[];
  /** change by the step */
  update: (number | null)[];
  /** learning rate of this parameter; null if it is not trained */
  effective_rate: (number | null)[];
  /** the optimizer's memory after that step, by the names in its formula; null under another optimizer */
  memory: Record<string, (number | null)[]>;
}

/** A block of parameters; every array has its shape; fields that need a target are null without one. */
export interface ParameterTrace {
  name: string;
  values: (number | null)[] | ((number | null)[])[];
  /** the optimizer's memory, by the names of its formula */
  memory: Record<string, (number | null)[] | ((number | null)[])[]>;
  /** ∂L/∂ the parameters, without penalty */
  gradient: (number | null)[] | ((number | null)[])[] | null;
  /** the same by finite differences, if asked for; null numbers next to a kink */
  numeric_gradient: (number | null)[] | ((number | null)[])[] | null;
  /** the gradient of the penalty */
  penalty_gradient: (number | null)[] | ((number | null)[])[] | null;
  /** both together, clipped, as the optimizer receives it; null for a block not trained */
  step_gradient: (number | null)[] | ((number | null)[])[] | null;
  /** the terms of the update: update = decay - effective_rate · direction + projection, where decay and projection are 0 if missing; m_hat and v_hat are Adam's bias-corrected moments */
  parts: Record<string, (number | null)[] | ((number | null)[])[]> | null;
  /** the change that the next step would add */
  update: (number | null)[] | ((number | null)[])[] | null;
  /** the memory after that step */
  next_memory: Record<string, (number | null)[] | ((number | null)[])[]> | null;
}

/** Every parameter of a network, layer by layer; layers without parameters are left out. */
export interface Parameters {
  layers: LayerWeights[];
}

/** Every parameter of a network, layer by layer; layers without parameters are left out. */
export interface ParametersInput {
  layers: LayerWeightsInput[];
}

/** A change of the run's spec. */
export interface PatchRequest {
  /** JSON merge patch (RFC 7396) of the RunSpec; null restores a default */
  patch: Record<string, any>;
  /** start a new run, which changes of the parameters' shapes need; if_needed: only for such changes */
  reset?: boolean | "if_needed";
  /** adapt the hidden layers, so that the network can be built: recurrent layers return sequences if others need them, residual blocks get the width of their input, and layers that cannot read new data are left out */
  adapt?: boolean;
}

/** The patches of an image that a convolution's filters read, one for each position. */
export interface PatchesTrace {
  kind: "patches";
  layer: string;
  size: number;
  /** zeros around the image, both sides together */
  padding: number;
  /** (height, width, channels) */
  inputs: (((number | null)[])[])[];
  /** (positions, size · size · channels) */
  outputs: ((number | null)[])[];
  output_adjoints: ((number | null)[])[] | null;
  input_adjoints: (((number | null)[])[])[] | null;
}

/** The first patterns of a set, with their targets. */
export interface PatternPreview {
  inputs: number[][];
  targets: number[][];
}

/** A binary task of 1986, complete; `seed` draws the patterns that are held out for testing. */
export interface PatternSpec {
  name: "symmetry" | "xor_table" | "parity_table" | "encoder" | "negation" | "family_trees";
  /** bits of an input; null: as published */
  bits: number | null;
  /** target of a bit that is off, 1 - off of one that is on; null: as published */
  off: number | null;
  /** patterns that do not train; null: as published */
  held_out: number | null;
  seed: number;
}

/** A binary task of 1986, complete; `seed` draws the patterns that are held out for testing. */
export interface PatternSpecInput {
  name: "symmetry" | "xor_table" | "parity_table" | "encoder" | "negation" | "family_trees";
  /** bits of an input; null: as published */
  bits?: number | null;
  /** target of a bit that is off, 1 - off of one that is on; null: as published */
  off?: number | null;
  /** patterns that do not train; null: as published */
  held_out?: number | null;
  seed?: number;
}

/** Stop training; the next frame shows the exact state. */
export interface Pause {
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "pause";
}

/** z = x W + b at every step of a sequence or position of an image. */
export interface PerStepTrace {
  kind: "per_step";
  layer: string;
  /** x, (steps or positions, inputs) */
  inputs: ((number | null)[])[];
  weights: ParameterTrace | null;
  biases: ParameterTrace | null;
  /** z, (steps or positions, units) */
  outputs: ((number | null)[])[];
  /** ∂L/∂z */
  output_adjoints: ((number | null)[])[] | null;
  /** ∂L/∂x */
  input_adjoints: ((number | null)[])[] | null;
}

/** Train until paused, as fast as possible or at a pace. */
export interface Play {
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "play";
  unit?: "sample" | "step" | "epoch";
  /** null: as fast as possible */
  per_second?: number | null;
}

/** The samples of a run, or some of them: training rows first, then test rows. The sizes are those of this answer. */
export interface PointData {
  data_version: number;
  task: "binary" | "multiclass" | "regression";
  /** number of classes; null in regression */
  classes: number | null;
  train_size: number;
  test_size: number;
  /** (rows, columns), before features */
  inputs: number[][];
  /** class of each row, (rows, target_steps) if every step has a target, or (rows, outputs) in regression */
  targets: number[] | number[][];
}

/** Some points of a data set, in the form of `PointData`. */
export interface PointsPreview {
  inputs: number[][];
  targets: number[] | number[][];
}

/** A generated set of points; `seed` draws the points, apart from the weights' seed. */
export interface PointsSpec {
  name: "circle" | "xor" | "gauss" | "spiral" | "moons" | "spirals3" | "spirals4" | "blobs" | "reg_plane" | "reg_gauss";
  /** number of points; null: the default of the data set */
  samples: number | null;
  /** moves the points */
  position_noise: number;
  /** share of labels flipped, or spread of the targets */
  label_noise: number;
  train_fraction: number;
  seed: number;
}

/** A generated set of points; `seed` draws the points, apart from the weights' seed. */
export interface PointsSpecInput {
  name: "circle" | "xor" | "gauss" | "spiral" | "moons" | "spirals3" | "spirals4" | "blobs" | "reg_plane" | "reg_gauss";
  /** number of points; null: the default of the data set */
  samples?: number | null;
  /** moves the points */
  position_noise?: number;
  /** share of labels flipped, or spread of the targets */
  label_noise?: number;
  train_fraction?: number;
  seed?: number;
}

/** The network's outputs, row by row. */
export interface PredictAnswer {
  /** (rows, outputs) */
  outputs: ((number | null)[])[];
  activations: LayerActivations[] | null;
}

/** Samples to predict. */
export interface PredictRequest {
  /** raw inputs, before features: (rows, columns) */
  inputs: number[][];
  /** answer with every layer's activations too */
  activations?: boolean;
}

/** Reveal the answers of a prediction to the room, or hide them again. */
export interface PredictionChange {
  /** name of a lesson, as GET /lessons lists it */
  lesson: string;
  /** number of the step, from 1 */
  step: number;
  /** number of the predict block in the step, from 1 */
  number?: number;
  state: "open" | "revealed";
}

/** A member's prediction. */
export interface PredictionRequest {
  /** name of a lesson, as GET /lessons lists it */
  lesson: string;
  /** number of the step, from 1 */
  step: number;
  /** number of the predict block in the step, from 1 */
  number?: number;
  /** index of the choice, from 0 */
  choice: number;
}

/** An error, with received and expected values and a remedy. */
export interface Problem {
  /** URN that names the kind of problem */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** what to do */
  remedy: string;
  /** the path of the request */
  instance: string | null;
  /** the wrong field of the body, the spec or the run file */
  field: string | null;
  /** the wrong character in the text of an expression, counted from 0 */
  position: number | null;
  /** the wrong fields, if the request is not valid: at most 20, of a list the first */
  errors: FieldProblem[] | null;
}

/** A set that trained parameters are projected onto after every update. */
export interface ProjectionSpec {
  name: "none" | "box";
  limit: number;
}

/** A set that trained parameters are projected onto after every update. */
export interface ProjectionSpecInput {
  name?: "none" | "box";
  limit?: number;
}

/** Who has received what was pushed, by id. */
export interface PushAnswer {
  pushed: string[];
  refused: PushRefusal[];
}

/** A member that the run could not be given to, and why. */
export interface PushRefusal {
  member: string;
  name: string;
  problem: Problem;
}

/** A spec, weights, view or lesson for some members or all. */
export interface PushRequest {
  /** ids of members */
  to: "all" | string[];
  /** a new run; null: members keep theirs */
  spec?: RunSpecInput | null;
  /** all weights and biases in the order of the flat vector; null: those of the run */
  parameters?: number[] | null;
  /** the teacher's own run, with its weights, as PUT /rooms/{id}/run names it */
  run?: boolean;
  view?: string | null;
  lesson?: string | null;
}

/** The teacher has given the member something. A change of the run arrives on the session's own stream. */
export interface PushedEvent {
  type: "pushed";
  what: ("spec" | "weights" | "view" | "lesson")[];
  view: string | null;
  lesson: string | null;
  /** whether the member can undo the change of the run */
  undo: boolean;
}

/** A question, as a role may see it. */
export interface Question {
  id: string;
  kind: "choice" | "number" | "sign";
  text: string;
  /** empty unless kind is choice */
  choices: string[];
  points: number;
  tolerance: number;
  state: "open" | "closed" | "revealed";
  /** the right one; null if there is none, or it is not revealed to the role */
  answer: number | null;
  /** the member's own; null for other roles */
  mine: number | null;
  /** number of members who have answered */
  answered: number;
  /** null until revealed, but for the teacher */
  counts: AnswerCount[] | null;
  /** the member's own points, once revealed; null for other roles */
  score: number | null;
}

/** The next state of a question. Closed and revealed ones may be opened again. */
export interface QuestionChange {
  state: "open" | "closed" | "revealed";
}

/** A new question, which is open at once. */
export interface QuestionRequest {
  /** sign: a guess of whether something, such as ∂L/∂w, is below, at or above 0 */
  kind: "choice" | "number" | "sign";
  text: string;
  /** of a choice, at least two */
  choices?: string[];
  /** the right one; null: there is none */
  answer?: number | null;
  /** distance from the right number that counts */
  tolerance?: number;
  /** for the right answer */
  points?: number;
}

/** Two random directions, each filter scaled to the norm of the network's filter (Li et al. 2018). */
export interface RandomPlane {
  kind?: "random";
  seed?: number;
}

/** How a member has reached the goal: the best attempt by the ranking. */
export interface Reached {
  /** on the clock, since the start */
  seconds: number;
  epochs: number;
  /** in hidden layers */
  neurons: number;
  parameters: number;
}

/** Measured rows; `seed` draws the split, in which each class keeps its share, and the noise. */
export interface RealSpec {
  name: "iris" | "wine" | "breast_cancer" | "digits";
  /** inputs to use, by name; null: all */
  columns: string[] | null;
  /** feed every input with mean 0 and standard deviation 1; null: the data set's default */
  standardize: boolean | null;
  /** normal error of every input, in standard deviations of its column */
  position_noise: number;
  /** share of the rows given another class */
  label_noise: number;
  train_fraction: number;
  seed: number;
}

/** Measured rows; `seed` draws the split, in which each class keeps its share, and the noise. */
export interface RealSpecInput {
  name: "iris" | "wine" | "breast_cancer" | "digits";
  /** inputs to use, by name; null: all */
  columns?: string[] | null;
  /** feed every input with mean 0 and standard deviation 1; null: the data set's default */
  standardize?: boolean | null;
  /** normal error of every input, in standard deviations of its column */
  position_noise?: number;
  /** share of the rows given another class */
  label_noise?: number;
  train_fraction?: number;
  seed?: number;
}

/** Initializer of the recurrent weights; a bare name is accepted and has its default scale. */
export interface RecurrentInitializerSpec {
  name: "zeros" | "constant" | "normal" | "uniform" | "glorot_uniform" | "glorot_normal" | "he_uniform" | "he_normal" | "lecun_uniform" | "lecun_normal" | "orthogonal" | "identity";
  /** the initializer's parameter, if it has one */
  scale: number | null;
  /** largest |eigenvalue| to scale the matrix of each gate to: below 1 memories fade, above 1 they grow; null: no scaling */
  spectral_radius: number | null;
}

/** Initializer of the recurrent weights; a bare name is accepted and has its default scale. */
export interface RecurrentInitializerSpecInput {
  name?: "zeros" | "constant" | "normal" | "uniform" | "glorot_uniform" | "glorot_normal" | "he_uniform" | "he_normal" | "lecun_uniform" | "lecun_normal" | "orthogonal" | "identity";
  /** the initializer's parameter, if it has one */
  scale?: number | null;
  /** largest |eigenvalue| to scale the matrix of each gate to: below 1 memories fade, above 1 they grow; null: no scaling */
  spectral_radius?: number | null;
}

/** One recurrent layer, step by step. */
export interface RecurrentThroughTime {
  layer: string;
  /** rnn, lstm or gru */
  kind: string;
  /** h, (steps, units) */
  states: ((number | null)[])[];
  /** by name: z of rnn; i, f, g, o; r, z, n: (steps, units) each */
  gates: Record<string, ((number | null)[])[]>;
  /** cells c of lstm; recurrent parts s_r, s_z, s_n of gru */
  inner: Record<string, ((number | null)[])[]>;
  /** ‖∂L/∂h_t‖ of each step, over all paths from h_t to the loss */
  gradient_norms: (number | null)[];
  /** ‖∂L/∂c_t‖ of an lstm, the gradient of its cell state */
  cell_gradient_norms: (number | null)[] | null;
  /** mean of ‖∂L/∂h_t‖ over samples, each with its loss as L */
  mean_gradient_norms: (number | null)[] | null;
  mean_cell_gradient_norms: (number | null)[] | null;
  /** largest |eigenvalue| of the present recurrent weights, by gate; empty for very wide layers */
  spectral_radius: Record<string, number | null>;
}

/** A recurrent layer, step by step. */
export interface RecurrentTrace {
  kind: "recurrent";
  layer: string;
  /** rnn, lstm or gru */
  cell: string;
  /** the activation of the state */
  function: string;
  /** true if the next layer reads every state, false if only the last one */
  whole: boolean;
  /** largest number of steps that the gradient flows back */
  truncate: number;
  /** x, (steps, inputs) */
  inputs: ((number | null)[])[];
  weights: ParameterTrace | null;
  recurrent: ParameterTrace | null;
  biases: ParameterTrace | null;
  recurrent_biases: ParameterTrace | null;
  /** by name: z of rnn; i, f, g, o of lstm; r, z, n of gru: (steps, units) each */
  gates: Record<string, ((number | null)[])[]>;
  /** cells c of lstm; recurrent parts s_r, s_z, s_n of gru */
  inner: Record<string, ((number | null)[])[]>;
  /** states h, (steps, units) */
  outputs: ((number | null)[])[];
  /** ∂L/∂h, including its effect on later steps */
  output_adjoints: ((number | null)[])[] | null;
  /** ∂L/∂ the pre-activation of each gate */
  gate_adjoints: Record<string, ((number | null)[])[]> | null;
  inner_adjoints: Record<string, ((number | null)[])[]> | null;
  /** ∂L/∂x */
  input_adjoints: ((number | null)[])[] | null;
}

/** A penalty on the weights (never the biases), shown apart from the data loss, or a decay of the weights. */
export interface RegularizationSpec {
  name: "none" | "l1" | "l2" | "decay";
  rate: number;
}

/** A penalty on the weights (never the biases), shown apart from the data loss, or a decay of the weights. */
export interface RegularizationSpecInput {
  name?: "none" | "l1" | "l2" | "decay";
  rate?: number;
}

/** Back to initial weights. */
export interface Reset {
  /** null: the seed of the spec, which gives the same weights */
  seed?: number | null;
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "reset";
}

/** Back to initial weights. */
export interface ResetRequest {
  /** null: the seed of the spec, which gives the same weights */
  seed?: number | null;
}

/** A block with a skip connection, y = x + scale · f(x). f is the chain of its layers; its output is as wide as x. He et al. 2016 order the layers of f with the activations first ("pre-activation"): norm, activation, dense, twice. The block of 2015 ends in a dense layer without activation ("linear") and is followed by an activation layer. */
export interface ResidualSpec {
  kind: "residual";
  layers: (DenseSpec | ActivationSpec | LayerNormSpec | BatchNormSpec | DropoutSpec)[];
  /** factor of the branch; 1/sqrt(L): from the number L of residual blocks in the network */
  scale: number | "1/sqrt(L)";
}

/** A block with a skip connection, y = x + scale · f(x). f is the chain of its layers; its output is as wide as x. He et al. 2016 order the layers of f with the activations first ("pre-activation"): norm, activation, dense, twice. The block of 2015 ends in a dense layer without activation ("linear") and is followed by an activation layer. */
export interface ResidualSpecInput {
  kind: "residual";
  layers: (DenseSpecInput | ActivationSpecInput | LayerNormSpecInput | BatchNormSpecInput | DropoutSpecInput)[];
  /** factor of the branch; 1/sqrt(L): from the number L of residual blocks in the network */
  scale?: number | "1/sqrt(L)";
}

/** Reverse mode: the derivatives of one output with respect to every node. */
export interface ReversePass {
  name: string | null;
  /** number of the node */
  output: number;
  /** its adjoint, with which the pass begins */
  seed: number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[];
  /** passes for all derivatives of the output, one for each of its entries */
  passes: number;
  /** of every node; null if the output does not depend on it */
  adjoints: (number | "inf" | "-inf" | "nan" | (number | "inf" | "-inf" | "nan")[] | ((number | "inf" | "-inf" | "nan")[])[] | null)[];
  /** in the order of computation */
  steps: BackwardStep[];
  /** of one pass */
  cost: ExpressionCost;
}

/** A simple recurrent layer, h = f(x W + h₋ R + b). */
export interface RnnSpec {
  units: number;
  /** return the state after every time step, rather than the last */
  return_sequences: boolean;
  recurrent_initializer: RecurrentInitializerSpec;
  /** number of last time steps that the gradient is propagated through; null: all */
  truncate: number | null;
  /** its parameters are not trained */
  frozen: boolean;
  kind: "rnn";
  activation: "tanh" | "relu";
}

/** A simple recurrent layer, h = f(x W + h₋ R + b). */
export interface RnnSpecInput {
  units: number;
  /** return the state after every time step, rather than the last */
  return_sequences?: boolean;
  recurrent_initializer?: RecurrentInitializerSpecInput;
  /** number of last time steps that the gradient is propagated through; null: all */
  truncate?: number | null;
  /** its parameters are not trained */
  frozen?: boolean;
  kind: "rnn";
  activation?: "tanh" | "relu";
}

/** A room, as a role may see it. */
export interface RoomAnswer {
  id: string;
  role: "teacher" | "member" | "projector";
  name: string;
  open: boolean;
  admit_by_hand: boolean;
  names_hidden: boolean;
  locked: ("data" | "features" | "layers" | "activation" | "loss" | "optimizer" | "learning_rate" | "regularization" | "batch_size" | "seed" | "weights")[];
  paused: boolean;
  message: string | null;
  /** the run on the projector: a member's id, `teacher`, or null */
  shown: string | null;
  view: string;
  lesson: string | null;
  /** to type at /join; null for members */
  code: string | null;
  /** to join by; empty for members */
  links: RoomLink[];
  /** from where the server takes connections, whether or not its address in the network is known */
  listens: "this machine" | "network";
  /** for the teacher all, for the projector those admitted, for a member that one alone */
  members: RoomMember[];
  questions: Question[];
  /** the oldest first; `challenge` events contain the progress of the shown one */
  challenges: Challenge[];
  /** without their runs, which are in `experiment` events */
  experiments: Experiment[];
  /** the member's id; null for other roles */
  me: string | null;
  /** false for a member that the teacher has not admitted yet */
  admitted: boolean;
  /** whether the teacher's run can be followed */
  leading: boolean;
  /** the lesson of the class; null if it has none */
  lesson_state: LessonState | null;
}

/** Changes of a room; fields that are left out stay as they are. */
export interface RoomChange {
  name?: string | null;
  /** whether further members may join */
  open?: boolean | null;
  /** whether those who join wait until the teacher admits them */
  admit_by_hand?: boolean | null;
  /** whether the projector shows no names */
  names_hidden?: boolean | null;
  /** the parts of a run that members cannot change */
  locked?: ("data" | "features" | "layers" | "activation" | "loss" | "optimizer" | "learning_rate" | "regularization" | "batch_size" | "seed" | "weights")[] | null;
  /** whether no member's run may train */
  paused?: boolean | null;
  /** shown large on every member's page; null: none */
  message?: string | null;
  /** the run on the projector: a member's id, `teacher`, or null for none */
  shown?: string | null;
  view?: string | null;
  /** the lesson of the class, in which later members land; null: none */
  lesson?: string | null;
  /** teacher: members read the lesson up to `lesson_step`; free: each as far as they like */
  pace?: "free" | "teacher" | null;
  /** the step of the lesson that members may read */
  lesson_step?: number | null;
  /** the run that later members start with */
  spec?: RunSpecInput | null;
}

/** The room: sent on connecting and whenever it changes, at most twice a second. */
export interface RoomEvent {
  type: "room";
  room: RoomAnswer;
}

/** The room that a code belongs to. */
export interface RoomFound {
  /** its id */
  room: string;
}

/** The keys of a new room, which are shown only once. */
export interface RoomKeys {
  teacher: string;
  projector: string;
}

/** An address at which members join. */
export interface RoomLink {
  url: string;
  /** who can open it */
  reach: "this machine" | "network";
}

/** A new room. */
export interface RoomMade {
  room: RoomAnswer;
  keys: RoomKeys;
}

/** A member, as others see it. */
export interface RoomMember {
  id: string;
  /** null if names are hidden from the role */
  name: string | null;
  admitted: boolean;
  /** whether the member has been there in the last ten seconds */
  connected: boolean;
  /** points for revealed questions, for the teacher and the member; else null */
  score: number | null;
}

/** A new room. */
export interface RoomRequest {
  /** empty: a name is given */
  name?: string;
  /** the run that members start with; null: the circle */
  spec?: RunSpecInput | null;
  /** where members land */
  view?: string;
  /** the lesson that members land in; null: none */
  lesson?: string | null;
}

/** A run as a file: its spec, its position, its parameters, and the state that exact continuation needs. */
export interface RunFile {
  format: "backprop-run";
  version: 1;
  spec: RunSpec;
  step: number;
  epoch: number;
  /** null: the initial ones of the spec, at step 0 */
  parameters: Parameters | null;
  /** null: training continues with an empty optimizer memory and a new epoch */
  state: RunState | null;
}

/** A run as a file: its spec, its position, its parameters, and the state that exact continuation needs. */
export interface RunFileInput {
  format: "backprop-run";
  version: 1;
  spec: RunSpecInput;
  step: number;
  epoch: number;
  /** null: the initial ones of the spec, at step 0 */
  parameters: ParametersInput | null;
  /** null: training continues with an empty optimizer memory and a new epoch */
  state?: RunState | null;
}

/** The teacher's own session, which members may follow; null: none. */
export interface RunRequest {
  session: string | null;
}

/** A complete run: the same spec gives the same bits. All fields but `data` have defaults, filled in by validation. */
export interface RunSpec {
  /** draws the initial weights and the order of the batches */
  seed: number;
  data: PointsSpec | RealSpec | SequenceSpec | PatternSpec | TextSpec | InlineSpec | TableSpec;
  /** inputs of the network; null: x1 x2 for generated points, otherwise the columns of the data */
  features: ("x1" | "x2" | "x1_squared" | "x2_squared" | "x1_x2" | "sin_x1" | "sin_x2" | "cos_x1" | "cos_x2")[] | null;
  network: NetworkSpec;
  /** null: the default of the task */
  loss: "half_squared_error" | "binary_cross_entropy" | "softmax_cross_entropy" | "hinge" | "huber" | "squared_error_with_margin" | "linear" | null;
  reduction: "mean" | "sum";
  optimizer: OptimizerSpec;
  schedule: ScheduleSpec;
  clipping: ClippingSpec;
  projection: ProjectionSpec;
  regularization: RegularizationSpec;
  batch_size: number | "all";
  shuffle: boolean;
}

/** A complete run: the same spec gives the same bits. All fields but `data` have defaults, filled in by validation. */
export interface RunSpecInput {
  /** draws the initial weights and the order of the batches */
  seed?: number;
  data: PointsSpecInput | RealSpecInput | SequenceSpecInput | PatternSpecInput | TextSpecInput | InlineSpecInput | TableSpec;
  /** inputs of the network; null: x1 x2 for generated points, otherwise the columns of the data */
  features?: ("x1" | "x2" | "x1_squared" | "x2_squared" | "x1_x2" | "sin_x1" | "sin_x2" | "cos_x1" | "cos_x2")[] | null;
  network?: NetworkSpecInput;
  /** null: the default of the task */
  loss?: "half_squared_error" | "binary_cross_entropy" | "softmax_cross_entropy" | "hinge" | "huber" | "squared_error_with_margin" | "linear" | null;
  reduction?: "mean" | "sum";
  optimizer?: OptimizerSpecInput;
  schedule?: ScheduleSpecInput;
  clipping?: ClippingSpecInput;
  projection?: ProjectionSpecInput;
  regularization?: RegularizationSpecInput;
  batch_size?: number | "all";
  shuffle?: boolean;
}

/** The rest of the state that the next step depends on, so that a run continues bit for bit. Arrays are base64 of little-endian numbers, row by row. */
export interface RunState {
  /** samples of the current batch already processed */
  sample: number;
  /** start of the current batch in the epoch's order */
  position: number;
  /** rows of the training samples in the epoch's order: int64 (samples) */
  order: string;
  /** steps since the memory was empty */
  steps_of_optimizer: number;
  generator: GeneratorState;
  /** of the last step: float64 (parameters) */
  gradients: string;
  /** the parameters before the last step: float64 (parameters) */
  previous: string;
  /** the optimizer's: float64 (3, parameters) */
  memory: string;
}

/** A schedule of the learning rate over the steps, with its numbers by name (steps, factor, …). */
export interface ScheduleSpec {
  name: "constant" | "step" | "exponential" | "cosine" | "warm_up" | "one_cycle" | "inverse_sqrt";
  [name: string]: "constant" | "step" | "exponential" | "cosine" | "warm_up" | "one_cycle" | "inverse_sqrt" | number;
}

/** A schedule of the learning rate over the steps, with its numbers by name (steps, factor, …). */
export interface ScheduleSpecInput {
  name?: "constant" | "step" | "exponential" | "cosine" | "warm_up" | "one_cycle" | "inverse_sqrt";
  [name: string]: "constant" | "step" | "exponential" | "cosine" | "warm_up" | "one_cycle" | "inverse_sqrt" | number | undefined;
}

/** A sequence and its targets. */
export interface SequencePreview {
  /** (steps, numbers of a step) */
  inputs: number[][];
  /** one, or one for each step */
  targets: number[];
}

/** Generated sequences; `seed` draws them. Each data set has some of the options; null is its default. */
export interface SequenceSpec {
  name: "adding" | "copy" | "parity" | "order" | "sine";
  /** number of sequences; null: the default of the data set */
  samples: number | null;
  /** time steps */
  length: number | null;
  /** time steps between the symbols and their recall */
  delay: number | null;
  /** number of symbols to remember */
  kept: number | null;
  /** number of different symbols */
  symbols: number | null;
  /** a column for each symbol, or its number */
  coding: "one_hot" | "index" | null;
  /** a target at every step, rather than one at the end */
  each: boolean | null;
  /** standard deviation of the error on the inputs */
  noise: number | null;
  train_fraction: number;
  seed: number;
}

/** Generated sequences; `seed` draws them. Each data set has some of the options; null is its default. */
export interface SequenceSpecInput {
  name: "adding" | "copy" | "parity" | "order" | "sine";
  /** number of sequences; null: the default of the data set */
  samples?: number | null;
  /** time steps */
  length?: number | null;
  /** time steps between the symbols and their recall */
  delay?: number | null;
  /** number of symbols to remember */
  kept?: number | null;
  /** number of different symbols */
  symbols?: number | null;
  /** a column for each symbol, or its number */
  coding?: "one_hot" | "index" | null;
  /** a target at every step, rather than one at the end */
  each?: boolean | null;
  /** standard deviation of the error on the inputs */
  noise?: number | null;
  train_fraction?: number;
  seed?: number;
}

export type ServerEvent = SessionEvent | StatusEvent | ErrorEvent | ClosedEvent;

export type ServerRoomEvent = RoomEvent | PushedEvent | WallEvent | ChallengeEvent | ExperimentEvent | ClosedEvent;

/** A session with its metrics. */
export interface SessionAnswer {
  id: string;
  spec: RunSpec;
  /** updates done */
  step: number;
  /** passes over the training data completed */
  epoch: number;
  /** samples of the current batch already processed */
  sample: number;
  status: "ready" | "diverged";
  /** detail and remedy of the divergence */
  message: string | null;
  /** why the run diverged; null if it can be trained */
  divergence: DivergenceReport | null;
  playing: boolean;
  parameter_count: number;
  steps_per_epoch: number;
  layers: LayerShape[];
  /** names of the network's inputs */
  inputs: string[];
  /** changes when the data do: fetch them again then */
  data_version: number;
  /** both axes of the maps; null if the data do not have two inputs */
  domain: [[number, number], [number, number]] | null;
  data: DataShape;
  /** the change that would be undone next; null if there is none */
  undo: "change" | "reset" | "parameters" | "run" | "data" | "divergence" | "return" | null;
  /** number of the history; changes if the run continues from another state, as after a reset or undo: fetch the history again then */
  history_number: number;
  metrics: Metrics;
}

/** The session: sent on connecting, and whenever its run is changed, reset, loaded or a change is undone. Later frames have the structure given here. If the step differs from that of the last frame, so does the history. */
export interface SessionEvent {
  id: string;
  spec: RunSpec;
  /** updates done */
  step: number;
  /** passes over the training data completed */
  epoch: number;
  /** samples of the current batch already processed */
  sample: number;
  status: "ready" | "diverged";
  /** detail and remedy of the divergence */
  message: string | null;
  /** why the run diverged; null if it can be trained */
  divergence: DivergenceReport | null;
  playing: boolean;
  parameter_count: number;
  steps_per_epoch: number;
  layers: LayerShape[];
  /** names of the network's inputs */
  inputs: string[];
  /** changes when the data do: fetch them again then */
  data_version: number;
  /** both axes of the maps; null if the data do not have two inputs */
  domain: [[number, number], [number, number]] | null;
  data: DataShape;
  /** the change that would be undone next; null if there is none */
  undo: "change" | "reset" | "parameters" | "run" | "data" | "divergence" | "return" | null;
  /** number of the history; changes if the run continues from another state, as after a reset or undo: fetch the history again then */
  history_number: number;
  type: "session";
  re: number | string | null;
}

/** A session: its run, the run's position, and the layout of its parameters. */
export interface SessionInfo {
  id: string;
  spec: RunSpec;
  /** updates done */
  step: number;
  /** passes over the training data completed */
  epoch: number;
  /** samples of the current batch already processed */
  sample: number;
  status: "ready" | "diverged";
  /** detail and remedy of the divergence */
  message: string | null;
  /** why the run diverged; null if it can be trained */
  divergence: DivergenceReport | null;
  playing: boolean;
  parameter_count: number;
  steps_per_epoch: number;
  layers: LayerShape[];
  /** names of the network's inputs */
  inputs: string[];
  /** changes when the data do: fetch them again then */
  data_version: number;
  /** both axes of the maps; null if the data do not have two inputs */
  domain: [[number, number], [number, number]] | null;
  data: DataShape;
  /** the change that would be undone next; null if there is none */
  undo: "change" | "reset" | "parameters" | "run" | "data" | "divergence" | "return" | null;
  /** number of the history; changes if the run continues from another state, as after a reset or undo: fetch the history again then */
  history_number: number;
}

/** Several sessions in the order of their specs, without metrics. */
export interface SessionsAnswer {
  sessions: SessionInfo[];
}

/** The specs of several sessions. */
export interface SessionsRequest {
  specs: RunSpecInput[];
}

/** Change the run. */
export interface Set {
  /** JSON merge patch (RFC 7396) of the RunSpec; null restores a default */
  patch: Record<string, any>;
  /** start a new run, which changes of the parameters' shapes need; if_needed: only for such changes */
  reset?: boolean | "if_needed";
  /** adapt the hidden layers, so that the network can be built: recurrent layers return sequences if others need them, residual blocks get the width of their input, and layers that cannot read new data are left out */
  adapt?: boolean;
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "set";
}

/** Change the value of one weight or bias. */
export interface SetParameter {
  /** name of the layer, as in `dense_1` */
  layer: string;
  /** number of the unit in its layer */
  unit: number;
  /** number of the weight's input; null: the unit's bias */
  input: number | null;
  value: number;
  /** another block of the layer; null: its weights or biases */
  block?: string | null;
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "set_parameter";
}

/** Whether the run plays, can be trained and is kept: sent when that changes, and in answer to play, pause, step and view. */
export interface StatusEvent {
  type: "status";
  re: number | string | null;
  playing: boolean;
  unit: "sample" | "step" | "epoch";
  per_second: number | null;
  status: "ready" | "diverged";
  /** detail and remedy of the divergence */
  message: string | null;
  /** why the run diverged; null if it can be trained */
  divergence: DivergenceReport | null;
  step: number;
  epoch: number;
  sample: number;
  /** duration of the training that a `step` asked for; null in answer to other commands */
  seconds: number | null;
  /** why the server cannot keep runs at present, such as `the disk is full`; null if it can */
  not_kept: string | null;
}

/** Train a number of units. */
export interface Step {
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "step";
  count?: number;
  unit?: "sample" | "step" | "epoch";
}

/** The state of a run after training. */
export interface StepsAnswer {
  /** updates made by this call */
  steps: number;
  step: number;
  epoch: number;
  sample: number;
  status: "ready" | "diverged";
  /** detail and remedy of the divergence */
  message: string | null;
  /** why the run diverged; null if it can be trained */
  divergence: DivergenceReport | null;
  /** of the next step, by the schedule */
  learning_rate: number;
  metrics: Metrics;
  layers: LayerReport[];
}

/** An amount of training. */
export interface StepsRequest {
  count?: number;
  unit?: "sample" | "step" | "epoch";
}

/** The paths, in the order of the request, and the grid if one was requested. */
export interface SurfaceAnswer {
  surface: string;
  numbers: Record<string, number>;
  start: [number, number];
  minima: ([number, number])[];
  /** the smallest value of f */
  lowest: number;
  window: [[number, number], [number, number]];
  /** f at the centre of each cell of the window, row 0 at the largest y; null if not requested */
  values: ((number | null)[])[] | null;
  descents: Descent[];
}

/** A classic function, optimizers and a start. Nothing is stored on the server. */
export interface SurfaceRequest {
  /** a function of the catalog, by name */
  surface: string;
  /** its parameters, such as κ; defaults if left out */
  numbers?: Record<string, number>;
  /** null: that of the catalog */
  start?: [number, number] | null;
  optimizers?: OptimizerSpecInput[];
  steps?: number;
  /** side of the grid; null: none */
  resolution?: number | null;
}

/** A table on the server. */
export interface TableAnswer {
  /** hash of the text and the options: the same file has the same id on any server */
  id: string;
  data: TableData;
  task: "binary" | "multiclass" | "regression";
  rows: number;
  train_size: number;
  test_size: number;
  /** in the order of their numbers; null in regression */
  class_names: string[] | null;
  /** rows of each class; null in regression */
  class_counts: number[] | null;
  columns: TableColumn[];
  delimiter: "comma" | "semicolon" | "tab" | "pipe";
  /** whether the first row was read as names */
  header: boolean;
  /** the table is deleted after this time without use */
  idle_seconds: number;
}

/** Summary of a column over all rows; numbers are null for words and omitted columns. */
export interface TableColumn {
  name: string;
  role: "input" | "target" | "split" | "omitted";
  /** whether every row has the same number, from which nothing can be learned */
  constant: boolean;
  mean: number | null;
  std: number | null;
  low: number | null;
  high: number | null;
}

/** The `data` of a RunSpec that trains on the table. */
export interface TableData {
  name: "table";
  table: string;
}

/** How a table is read and split. Columns are given by name or by number, counted from 1. */
export interface TableOptions {
  /** none: detected from the first line; a tab in text/tab-separated-values */
  delimiter?: "comma" | "semicolon" | "tab" | "pipe" | null;
  /** whether the first row holds names; none: if no cell of it is a number */
  header?: boolean | null;
  /** column to predict; none: the last one */
  target?: string | null;
  /** none: classification if the target holds words, two different numbers, or all whole numbers from 0 or 1 to at most 20 */
  task?: "classification" | "regression" | null;
  /** columns to leave out */
  omit?: string[];
  /** column with `train` or `test` in every row */
  split?: string | null;
  /** share of training rows in every class, if no column gives the split */
  train_fraction?: number;
  /** draws the split */
  seed?: number;
  /** scale every input to mean 0 and standard deviation 1 over the training rows */
  standardize?: boolean;
}

/** A table sent before, by its id. The spec stays small, and keeps the table alive while it is used. */
export interface TableSpec {
  name: "table";
  /** the id that POST /api/v1/tables gave it */
  table: string;
}

/** A user's text as sequences of characters: every window of it, with the next character as the target. */
export interface TextSpec {
  name: "text";
  text: string;
  /** characters in a sequence */
  length: number;
  /** a column for each character, or its number */
  coding: "one_hot" | "index";
  /** the next character at every step, rather than at the end alone */
  each: boolean;
  /** the beginning of the text that trains */
  train_fraction: number;
}

/** A user's text as sequences of characters: every window of it, with the next character as the target. */
export interface TextSpecInput {
  name: "text";
  text: string;
  /** characters in a sequence */
  length?: number;
  /** a column for each character, or its number */
  coding?: "one_hot" | "index";
  /** the next character at every step, rather than at the end alone */
  each?: boolean;
  /** the beginning of the text that trains */
  train_fraction?: number;
}

/** A sample in the recurrent layers, forward and backward. */
export interface ThroughTimeAnswer {
  /** updates done */
  step: number;
  /** raw inputs, (steps, numbers of a step) */
  inputs: ((number | null)[])[];
  /** targets of the loss, (steps with targets, outputs) */
  targets: ((number | null)[])[];
  /** (steps with targets, outputs); probabilities if the output is softmax */
  predictions: ((number | null)[])[];
  loss: number | null;
  layers: RecurrentThroughTime[];
}

/** A sample to follow: one of the data by its number, or one that is given. */
export interface ThroughTimeRequest {
  /** its number: training samples first, then test samples, as `data` lists them all */
  sample?: number | null;
  /** raw inputs, instead of a number */
  input?: number[] | null;
  /** of a given input: a class by its number, or the numbers the loss compares with */
  target?: number | number[] | null;
  /** follow the loss at this one of the steps that have targets, from 0 on, so that the distance from it is a time lag; null: the whole loss, their mean */
  loss_step?: number | null;
  /** number of evenly spaced training samples whose gradient norms are averaged; 0: no mean */
  mean_of?: number;
  /** round states, gates and inner values to this many decimals, for an answer that is several times smaller; null: exact */
  decimals?: number | null;
}

/** The pass of one sample: every op in order; in reverse order it is the backward pass. Without targets there are no losses of the sample and no adjoints, but there may be a step on the batch. */
export interface TraceAnswer {
  /** raw inputs */
  inputs: (number | null)[];
  /** inputs of the network */
  features: (number | null)[];
  ops: (DenseTrace | ActivationTrace | ForkTrace | AddTrace | ConcatTrace | NormTrace | DropoutTrace | LossTrace | PerStepTrace | RecurrentTrace | EmbeddingTrace | PatchesTrace | MaxPoolTrace)[];
  /** whose gradients and update are traced */
  of: "sample" | "batch";
  /** training rows that the next step uses */
  batch: number[];
  /** without penalty */
  sample_loss: Change | null;
  /** likewise, computed as in training: with the masks of the step and the statistics of the batch */
  batch_loss: Change | null;
  /** first-order estimate of the change of the loss by the update: Σ gradient · update */
  first_order: number | null;
  /** absolute accuracy of finite differences, because of rounding */
  difference_floor: number | null;
  /** steps that the run has taken */
  step: number;
  epoch: number;
  /** number of the next step for the optimizer, from 1 */
  optimizer_step: number;
  /** scheduled learning rate of the next step */
  learning_rate: number;
}

/** The sample to trace: a row of the run's data, or given inputs. */
export interface TraceRequest {
  /** raw inputs, before features */
  input?: number[] | null;
  /** a class by its number, or the numbers the loss compares with; null: the forward pass alone */
  target?: number | number[] | null;
  /** a row of the data, with its target, instead of an input */
  row?: number | null;
  /** the split that the row is in */
  split?: "train" | "test";
  /** whose gradients and update are traced: this sample's, or those of the batch that the next step uses */
  of?: "sample" | "batch";
  /** add a numerical derivative to every gradient; for at most a few thousand parameters */
  finite_differences?: boolean;
  /** layers whose parameters are traced; null: all */
  layers?: string[] | null;
}

/** The trajectory of a run, projected onto the plane. */
export interface Trajectory {
  session: string;
  step: number[];
  points: ([number | null, number | null])[];
}

/** The first two principal components of the trajectories. */
export interface TrajectoryPlane {
  kind: "pca";
}

/** One run of an experiment. */
export interface Trial {
  /** index of its value in `values`, from 0 */
  value: number;
  seed: number;
  /** open: nobody has it yet; dealt: waits for the start */
  state: "open" | "dealt" | "training" | "finished" | "diverged";
  /** whether the server trains it, because no member has it */
  server: boolean;
  epoch: number;
  /** after `epoch` epochs; null before the first measurement, and if diverged */
  metric: number | null;
  /** id of the member who has it, for the teacher; else null */
  member: string | null;
}

/** Undo the change that `undo` of the session names. */
export interface Undo {
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "undo";
}

/** Evenly spaced numbers, both ends included, rounded to three digits, or to whole numbers if the quantity needs these. */
export interface ValueRange {
  first: number;
  last: number;
  /** fewer values if some are the same when rounded */
  count: number;
  /** log: with evenly spaced logarithms */
  scale?: "linear" | "log";
}

/** Change the contents of this client's frames. */
export interface ViewCommand {
  /** side of the outputs' maps */
  resolution?: number;
  /** side of the hidden units' maps */
  neuron_resolution?: number;
  /** hidden units mapped in each layer, the first ones */
  neurons_per_layer?: number;
  /** whether headers hold the confusion matrices of a classification */
  confusion?: boolean;
  /** echoed as `re` in the answer */
  id?: number | string | null;
  type: "view";
}

/** A member's run on the wall. */
export interface WallEntry {
  id: string;
  /** null if names are hidden from the role */
  name: string | null;
  /** idle: not played for two minutes; away: not there for ten seconds */
  state: "waiting" | "playing" | "paused" | "diverged" | "idle" | "away";
  /** null while it is not known, as of a session at rest since a restart */
  step: number | null;
  epoch: number | null;
  train_loss: number | null;
  test_loss: number | null;
  /** on the test split; null in regression */
  accuracy: number | null;
  /** fields of the spec that the member has changed since the last push */
  changed: string[];
  /** null for data that are neither points in a plane nor images, and before anything has been drawn */
  map: WallMap | null;
  /** train loss over the run, thinned */
  losses: (number | null)[];
  /** whether the member has answered the newest question */
  answered: boolean;
}

/** Runs on the wall: on connecting all, then those that have changed, at most once a second. */
export interface WallEvent {
  type: "wall";
  members: WallEntry[];
  /** ids of members who are no longer on the wall */
  gone: string[];
}

/** A small image of what a network computes, as colours; row 0 is at the top. */
export interface WallMap {
  /** plane: the output over the plane of the data. confusion: for images, the confusion matrix of the test split; true classes from top to bottom, predicted ones from left to right */
  kind: "plane" | "confusion";
  /** pixels on a side */
  size: number;
  /** number of outputs that compete; null for a single output */
  classes: number | null;
  /** base64 of size² bytes. One output: from the low to the high end of its range, 128 where a decision changes. Several: winner << 5 | round(31 × lead), of the winning class modulo 8, and how far it leads. confusion: 255 × share of the true class */
  values: string;
}
