import type { upload } from '@segl/contracts';
import { useMemo } from 'react';

type PageText = upload.PageText;

/**
 * A run's box goes from the font's ascender to its descender, about 4/3 of the font size. The line height in the style
 * sheet is the inverse, so that what is selected covers the box.
 */
const fontSizeOfBox = 0.75;

/** Natural width of a text at font size 1, in the font the layer is set in. */
function measure(context: CanvasRenderingContext2D | null, text: string): number {
  if (context === null) return 0;
  context.font = '100px sans-serif';
  return context.measureText(text).width / 100;
}

/**
 * The page's words over its picture, transparent: can be selected, searched and read aloud. Sizes are in units of the
 * page's width (cqw), so that zooming needs no calculation; each run is stretched to the width it has in the picture.
 */
export function TextLayer({ page }: { page: PageText }) {
  const runs = useMemo(() => {
    const context = document.createElement('canvas').getContext('2d');
    return page.runs.map((run) => {
      const natural = measure(context, run.text) * run.height * fontSizeOfBox;
      return { ...run, stretch: natural > 0 ? run.width / natural : 1 };
    });
  }, [page]);
  return (
    <div className="text-layer">
      {runs.map((run, index) => (
        <span
          key={index}
          style={{
            left: `${(run.x / page.widthPt) * 100}%`,
            top: `${(run.y / page.heightPt) * 100}%`,
            fontSize: `${((run.height * fontSizeOfBox) / page.widthPt) * 100}cqw`,
            transform: `scaleX(${run.stretch.toFixed(4)})`,
          }}
        >
          {run.text}{' '}
        </span>
      ))}
    </div>
  );
}
