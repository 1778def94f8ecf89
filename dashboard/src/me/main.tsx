import { createRoot } from 'react-dom/client'
createRoot(document.getElementById('root')!).render(<p>我的履职</p>)
