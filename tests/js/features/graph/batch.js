/** The graph of a batch, as the server answers: Z = X @ W + b; L = cross_entropy(Z, [1, 0]). */

/** @returns {any} */
export const batch = () => ({
  nodes: [
    {
      name: 'X',
      operation: null,
      symbol: 'X',
      latex: '',
      span: null,
      shape: [2, 2],
      value: [
        [0.5, -1.2],
        [1.1, 0.7],
      ],
      arguments: [],
    },
    {
      name: 'W',
      operation: null,
      symbol: 'W',
      latex: '',
      span: null,
      shape: [2, 2],
      value: [
        [0.2, -0.7],
        [1.3, 0.4],
      ],
      arguments: [],
    },
    { name: 'b', operation: null, symbol: 'b', latex: '', span: null, shape: [2], value: [0.1, -0.2], arguments: [] },
    {
      name: null,
      operation: '@',
      symbol: '@',
      latex: '#1 \\, #2',
      span: [4, 9],
      shape: [2, 2],
      value: [
        [-1.46, -0.83],
        [1.13, -0.49],
      ],
      arguments: [
        {
          node: 0,
          constant: null,
          value: [
            [0.5, -1.2],
            [1.1, 0.7],
          ],
          local: null,
          latex_local: null,
          rule: '#a \\, {#2}^{\\top}',
          jacobian: [
            [0.2, 1.3, 0.0, 0.0],
            [-0.7, 0.4, 0.0, 0.0],
            [0.0, 0.0, 0.2, 1.3],
            [0.0, 0.0, -0.7, 0.4],
          ],
        },
        {
          node: 1,
          constant: null,
          value: [
            [0.2, -0.7],
            [1.3, 0.4],
          ],
          local: null,
          latex_local: null,
          rule: '{#1}^{\\top} \\, #a',
          jacobian: [
            [0.5, 0.0, -1.2, 0.0],
            [0.0, 0.5, 0.0, -1.2],
            [1.1, 0.0, 0.7, 0.0],
            [0.0, 1.1, 0.0, 0.7],
          ],
        },
      ],
    },
    {
      name: 'Z',
      operation: '+',
      symbol: '+',
      latex: '#1 + #2',
      span: [4, 13],
      shape: [2, 2],
      value: [
        [-1.36, -1.03],
        [1.23, -0.69],
      ],
      arguments: [
        {
          node: 3,
          constant: null,
          value: [
            [-1.46, -0.83],
            [1.13, -0.49],
          ],
          local: [
            [1.0, 1.0],
            [1.0, 1.0],
          ],
          latex_local: '1',
          rule: '#a',
          jacobian: [
            [1.0, 0.0, 0.0, 0.0],
            [0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 1.0],
          ],
        },
        {
          node: 2,
          constant: null,
          value: [0.1, -0.2],
          local: [
            [1.0, 1.0],
            [1.0, 1.0],
          ],
          latex_local: '1',
          rule: '\\sum_{\\text{rows}} #a',
          jacobian: [
            [1.0, 0.0],
            [0.0, 1.0],
            [1.0, 0.0],
            [0.0, 1.0],
          ],
        },
      ],
    },
    {
      name: 'L',
      operation: 'cross_entropy',
      symbol: 'cross_entropy',
      latex: '-\\tfrac{1}{2} \\sum \\ln \\operatorname{softmax}(#1)_{#2}',
      span: [19, 43],
      shape: [],
      value: 0.3393,
      arguments: [
        {
          node: 4,
          constant: null,
          value: [
            [-1.36, -1.03],
            [1.23, -0.69],
          ],
          local: [
            [0.2091, -0.2091],
            [-0.0639, 0.0639],
          ],
          latex_local: '\\tfrac{1}{2} (\\operatorname{softmax}(#1) - \\operatorname{onehot}(#2))',
          rule: '#a \\cdot #d',
          jacobian: [[0.2091, -0.2091, -0.0639, 0.0639]],
        },
        {
          node: null,
          constant: '[1, 0]',
          value: [1.0, 0.0],
          local: null,
          latex_local: null,
          rule: null,
          jacobian: null,
        },
      ],
    },
  ],
  inputs: 3,
  operations: 3,
  local_derivatives: 20,
  forward: [
    {
      input: 0,
      seed: [
        [1.0, 0.0],
        [0.0, 0.0],
      ],
      passes: 4,
      tangents: [
        [
          [1.0, 0.0],
          [0.0, 0.0],
        ],
        null,
        null,
        [
          [0.2, -0.7],
          [0.0, 0.0],
        ],
        [
          [0.2, -0.7],
          [0.0, 0.0],
        ],
        0.1882,
      ],
      cost: { multiplications: 16, additions: 7 },
    },
    {
      input: 1,
      seed: [
        [1.0, 0.0],
        [0.0, 0.0],
      ],
      passes: 4,
      tangents: [
        null,
        [
          [1.0, 0.0],
          [0.0, 0.0],
        ],
        null,
        [
          [0.5, 0.0],
          [1.1, 0.0],
        ],
        [
          [0.5, 0.0],
          [1.1, 0.0],
        ],
        0.0342,
      ],
      cost: { multiplications: 16, additions: 7 },
    },
    {
      input: 2,
      seed: [1.0, 0.0],
      passes: 2,
      tangents: [
        null,
        null,
        [1.0, 0.0],
        null,
        [
          [1.0, 0.0],
          [1.0, 0.0],
        ],
        0.1452,
      ],
      cost: { multiplications: 8, additions: 3 },
    },
  ],
  reverse: [
    {
      name: 'L',
      output: 5,
      seed: 1.0,
      passes: 1,
      adjoints: [
        [
          [0.1882, 0.1882],
          [-0.0575, -0.0575],
        ],
        [
          [0.0342, -0.0342],
          [-0.2957, 0.2957],
        ],
        [0.1452, -0.1452],
        [
          [0.2091, -0.2091],
          [-0.0639, 0.0639],
        ],
        [
          [0.2091, -0.2091],
          [-0.0639, 0.0639],
        ],
        1.0,
      ],
      steps: [
        {
          node: 5,
          products: [
            {
              argument: 0,
              node: 4,
              local: [
                [0.2091, -0.2091],
                [-0.0639, 0.0639],
              ],
              product: [
                [0.2091, -0.2091],
                [-0.0639, 0.0639],
              ],
              before: null,
              after: [
                [0.2091, -0.2091],
                [-0.0639, 0.0639],
              ],
            },
          ],
        },
        {
          node: 4,
          products: [
            {
              argument: 0,
              node: 3,
              local: [
                [1.0, 1.0],
                [1.0, 1.0],
              ],
              product: [
                [0.2091, -0.2091],
                [-0.0639, 0.0639],
              ],
              before: null,
              after: [
                [0.2091, -0.2091],
                [-0.0639, 0.0639],
              ],
            },
            {
              argument: 1,
              node: 2,
              local: [
                [1.0, 1.0],
                [1.0, 1.0],
              ],
              product: [0.1452, -0.1452],
              before: null,
              after: [0.1452, -0.1452],
            },
          ],
        },
        {
          node: 3,
          products: [
            {
              argument: 0,
              node: 0,
              local: null,
              product: [
                [0.1882, 0.1882],
                [-0.0575, -0.0575],
              ],
              before: null,
              after: [
                [0.1882, 0.1882],
                [-0.0575, -0.0575],
              ],
            },
            {
              argument: 1,
              node: 1,
              local: null,
              product: [
                [0.0342, -0.0342],
                [-0.2957, 0.2957],
              ],
              before: null,
              after: [
                [0.0342, -0.0342],
                [-0.2957, 0.2957],
              ],
            },
          ],
        },
      ],
      cost: { multiplications: 28, additions: 10 },
    },
  ],
  trouble: null,
  unused: [],
});
